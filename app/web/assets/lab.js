// SPDX-License-Identifier: MIT
// The lab: traces, curves, vectors, benchmarks and attacks, run by the program behind the page on request.
import { h } from './dom.js';
import { tokenHeader } from './socket.js';

const quote = (arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`);

// Run a job; each piece that it says goes to `hear`.
export async function runJob(id, values, hear, signal) {
  const response = await fetch('/lab/run', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...tokenHeader },
    body: JSON.stringify({ job: id, values }),
    signal,
  });
  if (!response.ok) throw new Error((await response.text()).trim());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line) hear(JSON.parse(line));
  }
}

class Job {
  constructor(job) {
    this.job = job;
    this.inputs = job.fields.map((field) => h('input', { name: field.name, value: field.preset, autocomplete: 'off', spellcheck: 'false' }));
    this.command = h('code', {});
    this.run = h('button', { type: 'submit' }, 'Run');
    this.stop = h('button', { type: 'button', hidden: true, onclick: () => this.abort.abort() }, 'Stop');
    this.state = h('span', { role: 'status' });
    this.output = h('pre', { hidden: true, tabindex: '0', 'aria-label': `Output of ${job.title}` });
    this.element = h('details', { class: 'job' }, h('summary', {}, h('b', {}, job.title), ' ', h('small', {}, job.help)),
      h('form', { onsubmit: (e) => { e.preventDefault(); this.start(); }, oninput: () => this.showCommand() },
        ...job.fields.map((field, i) => h('label', {}, field.label, ' ', this.inputs[i])),
        h('p', { class: 'command' }, '$ ', this.command), h('p', { class: 'buttons' }, this.run, this.stop, this.state)),
      this.output);
    this.showCommand();
  }

  values() {
    return Object.fromEntries(this.inputs.map((input) => [input.name, input.value]));
  }

  // What the button runs, for the terminal: the lab hides nothing.
  showCommand() {
    const values = this.values();
    this.command.textContent = ['glasslock', ...this.job.command.map((arg) => (arg.startsWith('$') ? values[arg.slice(1)] : arg))].map(quote).join(' ');
  }

  async start() {
    this.abort = new AbortController();
    this.output.textContent = '';
    this.output.hidden = true;
    this.busy(true);
    this.state.textContent = 'running …';
    try {
      await runJob(this.job.id, this.values(), (piece) => this.hear(piece), this.abort.signal);
    } catch (error) {
      this.state.textContent = error.name === 'AbortError' ? 'stopped' : `failed: ${error.message}`;
    }
    this.busy(false);
  }

  busy(yes) {
    this.run.disabled = yes;
    this.stop.hidden = !yes;
    this.element.setAttribute('aria-busy', String(yes));
  }

  hear(piece) {
    if (piece.text) {
      const stays = this.output.scrollHeight - this.output.scrollTop - this.output.clientHeight < 30;
      this.output.hidden = false;
      this.output.append(piece.text);
      if (stays) this.output.scrollTop = this.output.scrollHeight;
    }
    if (piece.error) this.state.textContent = piece.error;
    if (piece.page) this.state.replaceChildren(h('a', { href: piece.page, target: '_blank', rel: 'noopener' }, 'Open the page'));
    else if (piece.status !== undefined) this.state.textContent = piece.status === 0 ? 'done' : `ended with status ${piece.status}`;
  }
}

export async function openLab(place) {
  if (place.childElementCount) return;
  const main = h('main', {}, h('h2', {}, 'Lab'), h('p', {}, 'Everything here is a command of the program, run on this machine.'));
  place.append(main);
  const response = await fetch('/lab/jobs', { headers: tokenHeader });
  if (!response.ok) {
    main.append(h('p', { role: 'alert' }, 'The program did not answer.'));
    return;
  }
  const jobs = await response.json();
  for (const group of new Set(jobs.map((job) => job.group)))
    main.append(h('section', { 'aria-label': group }, h('h3', {}, group), ...jobs.filter((job) => job.group === group).map((job) => new Job(job).element)));
}
