// SPDX-License-Identifier: MIT
// The line to the program that holds the keys: one WebSocket, opened again when it breaks; nothing is told twice.

const token = location.hash.slice(1);

export class Line {
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.last = 0; // the number of the last event that was told
    this.wait = 250; // ms until the next try
    this.over = false;
    this.open();
  }

  open() {
    this.onState('connecting');
    const socket = new WebSocket(`ws://${location.host}/chat?after=${this.last}`, ['glasslock', token]);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = 250;
      this.onState('open');
    };
    socket.onmessage = (message) => this.hear(JSON.parse(message.data));
    socket.onclose = () => {
      if (this.over) return;
      this.onState('lost');
      setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(2 * this.wait, 8000);
    };
  }

  hear(event) {
    if (event.n) {
      if (event.n <= this.last) return;
      this.last = event.n;
    }
    if (event.event === 'quit') this.end();
    this.onEvent(event);
  }

  // false: there is no line now, and nothing was asked.
  ask(request) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(request));
    return true;
  }

  command(line) {
    return this.ask({ do: 'command', line });
  }

  end() {
    this.over = true;
    this.socket.close();
  }
}

// For requests of other kinds (the lab's), which carry it in a header.
export const tokenHeader = { 'X-Glasslock-Token': token };
