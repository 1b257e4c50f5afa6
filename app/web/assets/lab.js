// SPDX-License-Identifier: MIT
// The lab: traces, quizzes, curves, vectors, benchmarks and attacks, run by the program behind the page on request.
import { h } from './dom.js';

export function openLab(place) {
  if (place.childElementCount) return;
  place.append(h('main', {}, h('h2', {}, 'Lab')));
}
