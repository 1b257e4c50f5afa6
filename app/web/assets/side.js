// SPDX-License-Identifier: MIT
// Rooms and people at the side.
import { $, h, colour } from './dom.js';

export class Side {
  constructor(line) {
    this.line = line;
    this.rooms = [];
    this.people = [];
    $('menu').addEventListener('click', () => this.open(!document.body.classList.contains('side-open')));
  }

  open(yes) {
    document.body.classList.toggle('side-open', yes);
    $('menu').setAttribute('aria-expanded', String(yes));
  }

  enter(title) {
    this.line.command(`/room ${title}`);
    this.open(false);
    $('input').focus();
  }

  setRooms(rooms, chosen) {
    this.rooms = rooms;
    $('rooms').replaceChildren(...rooms.map((room) => h('li', {},
      h('button', { type: 'button', 'aria-current': room.title === chosen ? 'true' : null, onclick: () => this.enter(room.title) },
        h('span', { class: 'kind', 'aria-hidden': 'true' }, room.lobby ? '#' : room.pair ? '@' : '&'), room.title,
        room.unread ? h('span', { class: 'unread' }, String(room.unread), h('span', { class: 'hidden' }, ' unread')) : null),
      room.invited ? h('span', { class: 'actions' },
        h('button', { type: 'button', onclick: () => this.line.command(`/accept ${room.title}`) }, 'Accept'),
        h('button', { type: 'button', onclick: () => this.line.command(`/decline ${room.title}`) }, 'Decline')) : null)));
  }

  setPeople(people, knows) {
    this.people = people;
    const online = people.filter((p) => p.online).length;
    $('count').textContent = people.length ? `(${online} online)` : '';
    $('people').replaceChildren(...people.map((person) => this.person(person, knows)));
  }

  person(person, knows) {
    const marks = [person.self && 'you', person.guest && 'guest', person.friend && 'friend', person.verified && '✓ verified', !person.online && 'offline'].filter(Boolean);
    const name = h('span', { class: `who ${colour(person.name)}` }, person.name);
    const about = marks.length ? h('small', {}, ` ${marks.join(', ')}`) : null;
    const dot = h('span', { class: person.online ? 'dot on' : 'dot', 'aria-hidden': 'true' }, person.online ? '●' : '○');
    if (person.self) return h('li', {}, h('span', { class: 'person' }, dot, name, about));
    const act = (label, line) => knows(line.slice(1).split(' ')[0]) && h('button', { type: 'button', onclick: () => this.line.command(line) }, label);
    return h('li', {}, h('details', {}, h('summary', {}, dot, name, about), h('span', { class: 'actions' },
      h('button', { type: 'button', onclick: () => this.whisper(person.name) }, 'Private message'),
      !person.friend && !person.guest && act('Ask to be friends', `/friend ${person.name}`),
      person.friend && act('Wait for', `/wait ${person.name}`),
      act('Invite here', `/invite ${person.name}`),
      act('Compare fingerprints', `/verify ${person.name}`))));
  }

  whisper(name) {
    const input = $('input');
    input.value = `private:${name}:`;
    input.focus();
    input.selectionStart = input.value.length;
    this.open(false);
  }
}
