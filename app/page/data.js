// The recorded trace and what the program says of each step; nothing is computed a second time here but digits.
const trace = JSON.parse(document.getElementById("trace").textContent);
const extra = JSON.parse(document.getElementById("extra").textContent);
const steps = trace.steps, scopes = trace.scopes, count = steps.length;
const tables = new Map(trace.tables.map((table) => [table.name, table]));

const step = (ref) => steps[ref - 1];
const scopeOf = (ref) => scopes[step(ref).scope];

// "Block 1 > Round 7 > S5"
function place(ref) {
  return step(ref).path.slice(1).join(" > ");
}

// Bit `i` from the left, from 0.
function bitOf(s, i) {
  const pad = (4 - (s.bits % 4)) % 4, at = pad + i;
  return (parseInt(s.value[at >> 2], 16) >> (3 - (at & 3))) & 1;
}

function numberOf(s, first, n) {
  let value = 0;
  for (let i = first; i < first + n && i < s.bits; i++) value = value * 2 + bitOf(s, i);
  return value;
}

function binary(s) {
  const group = s.kind === "bits" && s.group ? s.group : 8;
  let out = "";
  for (let i = 0; i < s.bits; i++) out += (i && i % group === 0 ? " " : "") + bitOf(s, i);
  return out;
}

// The value as text in a base, and how many bits a digit stands for (0: none of its own).
function textOf(ref, base) {
  const s = step(ref);
  if (base === "hex") return [s.value, 4];
  if (base === "binary") return [binary(s), 1];
  if (base === "decimal") return [s.bits ? BigInt("0x" + (s.value || "0")).toString() : "0", 0];
  const natural = extra.natural[ref - 1];
  if (s.kind === "bits") return [natural, 1];
  const spelt = s.kind === "point" || s.kind === "flag" || (s.kind === "integer" && s.bits <= 32);
  return [natural, spelt ? 0 : 4];
}
