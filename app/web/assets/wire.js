// SPDX-License-Identifier: MIT
// The drawer: what crossed the wire, as bytes and as meaning.
import { $, h, clock } from './dom.js';
import { runJob } from './lab.js';

const KEPT = 500;
const list = $('wire-list');

const spaced = (hex) => hex.slice(0, 1024).replace(/(..)/g, '$1 ').trim() + (hex.length > 1024 ? ' …' : '');

// The same bytes as text, where they are text.
function readable(hex) {
  const bytes = Uint8Array.from(hex.slice(0, 1024).match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return bytes.length && bytes.every((b) => b >= 9 && b < 127) ? new TextDecoder().decode(bytes) : '';
}

function append(item) {
  const stays = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(item);
  while (list.childElementCount > KEPT) list.firstElementChild.remove();
  if (stays) list.scrollTop = list.scrollHeight;
}

export function wireLine(event) {
  const text = readable(event.hex ?? '');
  append(h('li', { class: event.flag ? 'out' : 'in' },
    h('span', { class: 'way' }, event.flag ? '→ sent' : '← received'), ' ',
    h('time', {}, clock(event.time)), ' ', h('b', {}, event.text ?? ''), ' ',
    h('small', {}, `${(event.hex ?? '').length / 2} bytes`), h('code', {}, spaced(event.hex ?? '')), text ? h('code', { class: 'plain-text' }, text) : null));
}

// ---- a message among the frames that carried it, with its trace ----

// ChatLock's blocks: a byte a character, the last block filled up with zeros.
function blocks(text) {
  const bytes = [...text].map((c) => (c.codePointAt(0) > 255 ? 63 : c.codePointAt(0)));
  while (bytes.length % 8 || !bytes.length) bytes.push(0);
  return bytes.map((b) => b.toString(16).padStart(2, '0')).join('');
}

async function trace(protocol, text, state) {
  const tab = window.open('about:blank'); // now, while the click still counts
  const [job, values] = protocol === 'chatlock' ? ['trace-chatlock', { in: blocks(text) }] : ['trace-strong', { text }];
  state.textContent = ' …';
  try {
    await runJob(job, values, (piece) => {
      state.textContent = piece.error ?? piece.text ?? '';
      if (piece.page && tab) tab.location = piece.page;
    });
  } catch (error) {
    state.textContent = ` ${error.message}`;
    tab?.close();
  }
}

export function wireMessage(protocol, event) {
  if ($('wire').hidden || !event.text) return;
  const state = h('span', { role: 'status' });
  append(h('li', { class: 'said' }, h('b', {}, event.own ? 'you said: ' : `${event.who} said: `), event.text, ' ',
    h('button', { type: 'button', onclick: () => trace(protocol, event.text, state) }, 'Step through its encryption'), state));
}

export function showWire(on) {
  $('wire').hidden = !on;
  $('wire-toggle').setAttribute('aria-pressed', String(on));
}
