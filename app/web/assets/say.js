// SPDX-License-Identifier: MIT
// The input: sending, completion by Tab, what was typed before, emotes.
import { $, h } from './dom.js';

const input = $('input');
const words = $('words');
const panel = $('emote-panel');
const HISTORY = 100;

export class Say {
  constructor(line) {
    this.line = line;
    this.history = [];
    this.at = 0; // in the history; its length: the line being typed
    this.draft = '';
    this.asked = 0; // the id of the last completion that was asked for
    this.choice = null; // {words, from, tail, index}
    input.addEventListener('keydown', (e) => this.key(e));
    input.addEventListener('input', () => this.edited());
    $('say').addEventListener('submit', (e) => {
      e.preventDefault();
      this.send();
    });
    $('emotes').addEventListener('click', () => this.togglePanel(panel.hidden));
    panel.addEventListener('keydown', (e) => {
      if (e.key === 'Escape') this.togglePanel(false);
    });
  }

  // The emotes of the hello.
  emotes(list) {
    panel.replaceChildren(...list.map(([code, character]) =>
      h('button', { type: 'button', title: code, 'aria-label': code.replaceAll(':', ''), onclick: () => this.insert(character) }, character)));
  }

  togglePanel(open) {
    panel.hidden = !open;
    $('emotes').setAttribute('aria-expanded', String(open));
    (open ? panel.querySelector('button') : input)?.focus();
  }

  insert(text) {
    input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
    this.togglePanel(false);
    this.edited();
  }

  edited() {
    this.forget();
    input.rows = Math.min(6, input.value.split('\n').length);
  }

  send() {
    const text = input.value;
    if (!text.trim()) return;
    if (!this.line.command(text)) return; // nothing is lost: it stays in the field
    if (this.history.at(-1) !== text) this.history.push(text);
    if (this.history.length > HISTORY) this.history.shift();
    this.at = this.history.length;
    input.value = '';
    this.edited();
  }

  key(e) {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      if (this.choice) this.forget();
      else this.send();
    } else if (e.key === 'Tab' && !e.altKey && !e.ctrlKey && input.value && (this.choice || !e.shiftKey)) {
      e.preventDefault();
      this.complete(e.shiftKey ? -1 : 1);
    } else if (e.key === 'Escape') {
      this.forget();
    } else if ((e.key === 'ArrowUp' || e.key === 'ArrowDown') && !input.value.includes('\n') && !e.shiftKey) {
      e.preventDefault();
      this.choice ? this.complete(e.key === 'ArrowUp' ? -1 : 1) : this.recall(e.key === 'ArrowUp' ? -1 : 1);
    }
  }

  recall(by) {
    const to = this.at + by;
    if (to < 0 || to > this.history.length) return;
    if (this.at === this.history.length) this.draft = input.value;
    this.at = to;
    input.value = to === this.history.length ? this.draft : this.history[to];
    input.rows = Math.min(6, input.value.split('\n').length);
  }

  complete(by) {
    if (this.choice) {
      const n = this.choice.words.length;
      this.choose((this.choice.index + by + n) % n);
      return;
    }
    const head = input.value.slice(0, input.selectionStart);
    this.asked++;
    this.line.ask({ do: 'complete', line: input.value, cursor: new TextEncoder().encode(head).length, id: this.asked });
  }

  // The answer: `from` counts bytes of UTF-8.
  completion(answer) {
    if (answer.id !== this.asked || !answer.words.length) return;
    const bytes = new TextEncoder().encode(input.value);
    const from = new TextDecoder().decode(bytes.slice(0, answer.from)).length;
    this.choice = { words: answer.words, from, tail: input.value.slice(input.selectionStart), index: 0 };
    this.choose(0);
    if (answer.words.length === 1) this.forget();
  }

  choose(index) {
    const { words: list, from, tail } = this.choice;
    this.choice.index = index;
    input.value = input.value.slice(0, from) + list[index] + ' ' + tail;
    input.selectionStart = input.selectionEnd = from + list[index].length + 1;
    words.hidden = list.length < 2;
    words.replaceChildren(...list.map((word, i) => h('li', { role: 'option', id: `word-${i}`, 'aria-selected': String(i === index) }, word)));
    input.setAttribute('aria-activedescendant', `word-${index}`);
  }

  forget() {
    this.choice = null;
    words.hidden = true;
    input.removeAttribute('aria-activedescendant');
  }
}
