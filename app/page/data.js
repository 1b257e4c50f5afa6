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

// Is the value a question? In a quiz blanks stand for the values from `state.hiddenFrom` on.
const hides = (ref) => state.hiddenFrom > 0 && ref >= state.hiddenFrom;

// Blanks as the largest value of this kind and width would be written: nothing of the value is in them.
function blanksOf(s, base) {
  const ones = { ...s, value: ((1n << BigInt(s.bits)) - 1n).toString(16).padStart(s.value.length, "0") };
  if (!s.bits) return "(empty)";
  const natural = () => {
    const field = s.bits / 8 / 2 | 0, coordinate = field === 1 ? "255" : "f".repeat(2 * field);
    if (s.kind === "bits") return binary(ones);
    if (s.kind === "state") return ones.value.replace(/(.{8})(?=.)/g, "$1 ");
    if (s.kind === "point") return `(${coordinate}, ${coordinate})`;
    if (s.kind === "flag") return s.op === "slice" ? "1" : "yes";
    if (s.kind === "integer") return s.bits <= 32 ? BigInt("0x" + ones.value).toString() : ones.value.replace(/\B(?=(.{16})+$)/g, " ");
    return ones.value;
  };
  const text = base === "hex" ? ones.value : base === "binary" ? binary(ones) : base === "decimal" ? BigInt("0x" + ones.value).toString() : natural();
  return text.replace(/[0-9a-z]/g, "_");
}

// What is done and with what, without the result and the table's cell that gives it away.
const asked = (text) => text.replace(/(; six bits |; row \d|; gives ).*$/s, "") + "; gives what?";

// The value as text in a base, and how many bits a digit stands for (0: none of its own).
function textOf(ref, base) {
  const s = step(ref), spelt = s.kind === "point" || s.kind === "flag" || (s.kind === "integer" && s.bits <= 32);
  if (hides(ref)) return [blanksOf(s, base), base === "hex" ? 4 : base === "binary" || (s.kind === "bits" && base !== "decimal") ? 1 : base === "decimal" || spelt ? 0 : 4];
  if (base === "hex") return [s.value, 4];
  if (base === "binary") return [binary(s), 1];
  if (base === "decimal") return [s.bits ? BigInt("0x" + (s.value || "0")).toString() : "0", 0];
  const natural = extra.natural[ref - 1];
  if (s.kind === "bits") return [natural, 1];
  return [natural, spelt ? 0 : 4];
}
