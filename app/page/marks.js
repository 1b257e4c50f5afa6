// Where bits come from and go to, along the links that the program exported (crypto/trace/depend.h):
// [kind, in, out, n, bits of an input unit, bits of an output unit]; kind 0 bit by bit, 1 unit by unit, 2 by weight.
function newMarks() {
  return steps.map((s) => new Uint8Array(s.bits));
}

function cross(link, from, to, backward) {
  const [kind, input, output, n, inUnit, outUnit] = link;
  if (kind === 0) {
    const a = backward ? output : input, b = backward ? input : output;
    for (let i = 0; i < n; i++) if (from[a + i]) to[b + i] = 1;
  } else if (kind === 1) {
    const a = backward ? outUnit : inUnit, b = backward ? inUnit : outUnit;
    for (let i = 0; i < n; i++)
      if (from.subarray(i * a, (i + 1) * a).includes(1)) to.subarray(i * b, (i + 1) * b).fill(1);
  } else {
    const at = backward ? from.indexOf(1) : from.lastIndexOf(1);
    if (at < 0) return;
    const weight = from.length - 1 - at, position = to.length - 1 - weight;
    if (backward) to.subarray(Math.max(0, position)).fill(1);
    else to.subarray(0, Math.max(0, position + 1)).fill(1);
  }
}

function spread(marks, backward) {
  for (let i = 0; i < count; i++) {
    const ref = backward ? count - i : i + 1, s = step(ref), own = marks[ref - 1];
    if (backward && !own.includes(1)) continue;
    s.inputs.forEach((input, k) => {
      const other = marks[input - 1];
      for (const link of extra.links[extra.link[ref - 1][k]]) backward ? cross(link, own, other, true) : cross(link, other, own, false);
    });
  }
}

function marksOf(ref, first, n, direction) {
  const marks = newMarks();
  marks[ref - 1].fill(1, first, first + n);
  spread(marks, direction === "from");
  return marks;
}

const marked = (marks, ref) => marks[ref - 1].reduce((sum, bit) => sum + bit, 0);
