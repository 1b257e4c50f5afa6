// SPDX-License-Identifier: MIT
// The pane of messages. Lines stand in blocks of fifty, and the browser lays out only the blocks that are near the view
// (content-visibility), so that tens of thousands of them scroll smoothly and a screen reader still finds each.
import { $, h, clock, day, colour } from './dom.js';
import { FINGERPRINT, picture } from './picture.js';

const BLOCK = 50;
const KEPT = 20000;
const MINE = 'me';

const pane = $('log');
const newest = $('newest');
let shown = null; // the room whose lines are in the pane
const rooms = new Map(); // title: {lines: [event], byLocal: Map, receipts: Map}

export function roomOf(title) {
  if (!rooms.has(title)) rooms.set(title, { lines: [], receipts: new Map() });
  return rooms.get(title);
}

let followed = true; // the view was at the end when somebody last moved it
const atEnd = () => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 40;
const toEnd = () => {
  pane.scrollTop = pane.scrollHeight;
  newest.hidden = true;
};

// What is marked under a message of ours: how far others have it.
function receiptOf(room, line) {
  if (!line.own || line.to === MINE) return null;
  let received = 0;
  let read = 0;
  for (const upTo of room.receipts.values()) {
    if (upTo.received >= line.counter) received++;
    if (upTo.read >= line.counter) read++;
  }
  if (read) return ['✓✓', `read by ${read}`];
  if (received) return ['✓', `received by ${received}`];
  if (!line.local && !line.sequence) return null; // a protocol without numbers
  return line.sequence || line.sent ? ['·', 'sent'] : ['…', 'waiting to be sent'];
}

function setReceipt(room, line) {
  const place = line.element?.querySelector('.receipt');
  const receipt = place && receiptOf(room, line);
  if (!receipt) return;
  const shows = `${receipt[0]} ${receipt[1]}`;
  if (place.title === shows) return;
  place.title = shows;
  place.replaceChildren(h('span', { 'aria-hidden': 'true' }, receipt[0]), h('span', { class: 'hidden' }, receipt[1]));
}

// Fingerprints in an answer get their picture.
function withPictures(text) {
  const prints = [...new Set(text.match(FINGERPRINT) ?? [])];
  if (!prints.length) return [text];
  return [text, h('span', { class: 'prints' }, ...prints.map((print) => h('figure', {}, picture(print), h('figcaption', {}, print.slice(0, 19) + ' …'))))];
}

function message(line) {
  const who = line.own ? 'me' : line.who ?? '';
  const name = h('b', { class: `who ${colour(line.who ?? who)}` }, line.emote ? `* ${line.who ?? who}` : who);
  const to = line.to ? h('span', { class: 'to' }, line.own ? ` to ${line.to} (private)` : ' to me (private)') : null;
  return h('div', { class: `line message${line.own ? ' own' : ''}${line.to ? ' private' : ''}` },
    h('time', { datetime: new Date(line.time).toISOString() }, clock(line.time)), ' ', name, to, line.emote ? ' ' : h('span', { class: 'colon' }, ': '),
    h('span', { class: 'text' }, line.text ?? ''), line.own ? h('span', { class: 'receipt' }) : null);
}

const NOTES = { join: 'came', leave: 'left', notice: 'notice', info: '', error: 'error', friend: 'friend', ready: 'ready', invited: 'invitation', identity: 'server', welcome: '' };
function note(line) {
  const text = line.event === 'join' ? `${line.who} came` : line.event === 'leave' ? `${line.who} left`
    : line.event === 'invited' ? `${line.who} invites you to ${line.room}${line.text && line.text !== line.room ? ` (${line.text})` : ''}`
    : line.event === 'welcome' ? `Welcome, ${line.who}${line.flag ? ' (guest)' : ''}`
    : line.event === 'ready' ? `${line.who} is ready to talk`
    : [line.who && line.event === 'friend' ? line.who : '', line.text ?? ''].filter(Boolean).join(' ');
  const label = NOTES[line.event];
  return h('div', { class: `line note ${line.event}` }, h('time', { datetime: new Date(line.time).toISOString() }, clock(line.time)), ' ',
    label && !['join', 'leave'].includes(line.event) ? h('b', {}, `${label}: `) : null, h('span', { class: 'text' }, ...withPictures(text)));
}

function lastBlock() {
  const last = pane.lastElementChild;
  if (last && last.childElementCount < BLOCK) return last;
  const block = h('div', { class: 'block' });
  pane.append(block);
  return block;
}

function draw(room, line, before) {
  const block = lastBlock();
  if (!before || day(before.time) !== day(line.time)) block.append(h('div', { class: 'day' }, day(line.time)));
  line.element = line.event === 'message' ? message(line) : note(line);
  block.append(line.element);
  setReceipt(room, line);
}

export function show(title) {
  if (shown === title) return;
  shown = title;
  redraw();
}

function redraw() {
  const room = roomOf(shown);
  pane.setAttribute('aria-live', 'off'); // what was said before is not read aloud again
  pane.replaceChildren();
  room.lines.forEach((line, i) => draw(room, line, room.lines[i - 1]));
  toEnd();
  requestAnimationFrame(() => {
    toEnd();
    pane.setAttribute('aria-live', 'polite');
  });
}

// A message of the past stands where its time says.
function placeOf(lines, line) {
  let at = lines.length;
  if (line.old) while (at > 0 && lines[at - 1].time > line.time) at--;
  return at;
}

export function add(title, line) {
  const room = roomOf(title);
  if (line.event === 'message' && line.sequence && room.lines.some((other, i) => i >= room.lines.length - 500 && other.sequence === line.sequence && other.event === 'message' && other.who === line.who)) return false;
  const stays = atEnd();
  const at = placeOf(room.lines, line);
  room.lines.splice(at, 0, line);
  if (room.lines.length > KEPT) room.lines.splice(0, room.lines.length - KEPT);
  if (title !== shown) return true;
  if (at < room.lines.length - 1) {
    redraw();
    return true;
  }
  draw(room, line, room.lines[at - 1]);
  if (stays || line.own) toEnd();
  else if (line.event === 'message') newest.hidden = false;
  return true;
}

export function sent(local, sequence, counter) {
  for (const room of rooms.values())
    for (let i = room.lines.length - 1; i >= 0 && i > room.lines.length - 200; i--)
      if (room.lines[i].own && room.lines[i].local === local) {
        room.lines[i].sequence ||= sequence;
        room.lines[i].counter = counter;
        room.lines[i].sent = true;
        setReceipt(room, room.lines[i]);
        return;
      }
}

export function receipt(title, who, counter, read) {
  const room = roomOf(title);
  const upTo = room.receipts.get(who) ?? { received: 0, read: 0 };
  upTo.received = Math.max(upTo.received, counter);
  if (read) upTo.read = Math.max(upTo.read, counter);
  room.receipts.set(who, upTo);
  for (const line of room.lines.slice(-200)) if (line.own) setReceipt(room, line);
}

export const looksAtEnd = atEnd;
pane.addEventListener('scroll', () => {
  followed = atEnd();
  if (atEnd()) newest.hidden = true;
}, { passive: true });
new ResizeObserver(() => {
  if (followed) toEnd(); // the drawer opens, the window shrinks: what was read stays in view
}).observe(pane);
newest.addEventListener('click', () => {
  toEnd();
  $('input').focus();
});
