// SPDX-License-Identifier: MIT
// The page: events of the chat go to the pane, the side, the drawer; what the user does goes back as commands.
import { $, h } from './dom.js';
import { Line } from './socket.js';
import * as log from './log.js';
import { Say } from './say.js';
import { Side } from './side.js';
import { wireLine, wireMessage, showWire } from './wire.js';
import { openLab } from './lab.js';

const status = { state: '', room: '', name: '' };
let commands = [];
let protocol = '';
let live = false; // what the program kept for us has been told; from here on it is news
let unseen = 0;
const knows = (name) => commands.some((c) => c.name === name);

const line = new Line(hear, lineState);
const say = new Say(line);
const side = new Side(line);

// ---- the line to the program ----

function banner(text) {
  $('banner').textContent = text;
  $('banner').hidden = !text;
}

function lineState(state) {
  if (state !== 'open') live = false;
  banner(state === 'lost' ? 'The program behind this page does not answer. Trying again; what you typed stays here.' : '');
}

const LINES = ['message', 'join', 'leave', 'notice', 'info', 'error', 'friend', 'ready', 'invited', 'identity', 'welcome', 'state'];
const HANDLERS = {
  hello(event) {
    commands = event.commands;
    protocol = event.protocol;
    $('server').textContent = `${event.protocol} at ${event.server}`;
    say.emotes(event.emotes);
    $('command-list').replaceChildren(...commands.flatMap((c) =>
      [h('dt', {}, h('code', {}, `/${c.name} ${c.arguments}`.trim())), h('dd', {}, c.help)]));
    $('wire-toggle').hidden = !knows('wire');
  },
  told() {
    live = true;
  },
  status(event) {
    Object.assign(status, event);
    $('state').textContent = event.name ? `${event.state} as ${event.name}` : event.state;
    $('state').className = event.state;
    showWire(event.wire);
    offerJoin();
  },
  people: (event) => side.setPeople(event.people, knows),
  rooms(event) {
    side.setRooms(event.rooms, status.room);
    enter(event.rooms.find((room) => room.current) ?? { title: status.room || 'Chat' });
  },
  completion: (event) => say.completion(event),
  wire: wireLine,
  sent: (event) => log.sent(event.local, event.sequence, event.counter),
  receipt: (event) => log.receipt(event.room ?? status.room, event.who, event.counter, event.flag),
  warning,
  quit() {
    banner('You have left. The program behind this page has ended; start it again to come back.');
    document.querySelectorAll('main button, main textarea').forEach((e) => { e.disabled = true; });
  },
};

function hear(event) {
  HANDLERS[event.event]?.(event);
  if (!LINES.includes(event.event)) return;
  if (event.event === 'state' && (!event.text || !['waiting', 'offline'].includes(event.state))) return;
  if (event.event === 'identity' && !event.flag) return; // a server that we know
  const room = event.event === 'message' || event.event === 'join' || event.event === 'leave' ? event.room || here() : here();
  if (event.event === 'state') event = { ...event, event: 'info' };
  if (event.event === 'message' && live) wireMessage(protocol, event);
  if (log.add(room, event) && live && event.event === 'message' && !event.own && !event.old) news(room, event);
}

// ---- rooms ----

let current = 'Chat';
const here = () => current;

function enter(room) {
  current = room.title;
  $('room').textContent = room.title;
  $('recipe').textContent = room.recipe ?? '';
  $('recipe').hidden = !room.recipe;
  log.show(room.title);
  seen();
}

function seen() {
  if (document.hidden || !document.hasFocus() || !log.looksAtEnd()) return;
  unseen = 0;
  document.title = 'glasslock';
  if (status.room) line.ask({ do: 'seen', room: status.room });
}
addEventListener('focus', seen);
document.addEventListener('visibilitychange', seen);

function news(room, event) {
  if (document.hasFocus() && room === current) {
    seen();
    return;
  }
  unseen++;
  document.title = `(${unseen}) glasslock`;
  if ($('notify').getAttribute('aria-pressed') === 'true' && Notification.permission === 'granted')
    new Notification(`${event.who}${event.to ? ' (private)' : ''} in ${room}`, { body: event.text, tag: room });
}

$('notify').addEventListener('click', async () => {
  const on = $('notify').getAttribute('aria-pressed') !== 'true' && (await Notification.requestPermission()) === 'granted';
  $('notify').setAttribute('aria-pressed', String(on));
});

// ---- who are you? ----

const WAYS = [['guest', 'Enter as a guest', false], ['login', 'Log in', true], ['register', 'Register', true], ['name', 'Enter', false]];
function offerJoin() {
  const ways = WAYS.filter(([command]) => knows(command));
  const wanted = status.state === 'connected' && !status.name && ways.length > 0;
  if ($('join').hidden !== wanted) return;
  $('join').hidden = !wanted;
  if (!wanted) return;
  document.querySelector('#join .secret').hidden = !ways.some(([, , secret]) => secret);
  document.querySelector('#join .buttons').replaceChildren(...ways.map(([command, label]) => h('button', { type: 'submit', value: command }, label)));
  document.querySelector('#join [name=name]').focus();
}

$('join-form').addEventListener('submit', (e) => {
  e.preventDefault();
  const form = e.target;
  const command = e.submitter?.value ?? 'guest';
  const secret = WAYS.find(([name]) => name === command)[2];
  line.command(`/${command} ${form.elements.name.value.trim()}${secret ? ` ${form.elements.password.value}` : ''}`);
  form.elements.password.value = '';
});

// ---- warnings stay until they are acknowledged ----

function warning(event) {
  const box = h('p', { class: 'warning' }, h('b', {}, 'Warning: '), event.text ?? '', ' ',
    h('button', { type: 'button', onclick: () => box.remove() }, 'Understood'));
  $('warnings').append(box);
}

// ---- views and windows ----

$('help').addEventListener('click', () => $('commands').showModal());
$('wire-toggle').addEventListener('click', () => line.command(`/wire ${$('wire').hidden ? 'on' : 'off'}`));
$('wire-close').addEventListener('click', () => line.command('/wire off'));

function view(name) {
  for (const id of ['chat', 'lab']) $(id).hidden = id !== name;
  document.querySelectorAll('[data-view]').forEach((button) => {
    if (button.dataset.view === name) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  });
  if (name === 'lab') openLab($('lab'));
}
document.querySelectorAll('[data-view]').forEach((button) => button.addEventListener('click', () => view(button.dataset.view)));
