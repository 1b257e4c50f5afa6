// SPDX-License-Identifier: MIT
// The drawer: what crossed the wire, as bytes and as meaning.
import { $, h, clock } from './dom.js';

const KEPT = 500;
const list = $('wire-list');

const spaced = (hex) => hex.slice(0, 1024).replace(/(..)/g, '$1 ').trim() + (hex.length > 1024 ? ' …' : '');

// The same bytes as text, where they are text.
function readable(hex) {
  const bytes = Uint8Array.from(hex.slice(0, 1024).match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return bytes.length && bytes.every((b) => b >= 9 && b < 127) ? new TextDecoder().decode(bytes) : '';
}

export function wireLine(event) {
  const text = readable(event.hex ?? '');
  const stays = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(h('li', { class: event.flag ? 'out' : 'in' },
    h('span', { class: 'way' }, event.flag ? '→ sent' : '← received'), ' ',
    h('time', {}, clock(event.time)), ' ', h('b', {}, event.text ?? ''), ' ',
    h('small', {}, `${(event.hex ?? '').length / 2} bytes`), h('code', {}, spaced(event.hex ?? '')), text ? h('code', { class: 'plain-text' }, text) : null));
  while (list.childElementCount > KEPT) list.firstElementChild.remove();
  if (stays) list.scrollTop = list.scrollHeight;
}

export function showWire(on) {
  $('wire').hidden = !on;
  $('wire-toggle').setAttribute('aria-pressed', String(on));
}
