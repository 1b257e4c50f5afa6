// The other run: the same computation with a change, or a toy run of another size.
// The other run's step, as if it were one of this trace; null where there is none.
function counterpart(ref) {
  const value = extra.twin && extra.twin.values && extra.twin.values[ref - 1];
  return value === null || value === undefined || value === false ? null : { ...step(ref), value };
}

function distance(ref) {
  const s = step(ref), other = counterpart(ref);
  let bits = 0;
  for (let i = 0; other && i < s.bits; i++) bits += bitOf(s, i) !== bitOf(other, i);
  return bits;
}

// The other run's value in the base on show.
function textOfOther(ref, s) {
  if (state.base === "natural" || state.base === "matrix") return [extra.twin.natural[ref - 1], textOf(ref, "natural")[1]];
  return state.base === "hex" ? [s.value, 4] : state.base === "binary" ? [binary(s), 1] : [BigInt("0x" + s.value).toString(), 0];
}

function drawTwin() {
  const other = counterpart(state.at);
  if (!extra.twin) return "";
  const whose = besides() ? "the toy run" : `with ${extra.twin.changes}`;
  if (hides(state.at)) return element("p", { class: "note twin" }, whose + ": hidden, too");
  if (besides()) return drawBeside();
  const note = element("p", { class: "note" }, other ? `with ${extra.twin.changes}: ${distance(state.at)} of ${step(state.at).bits} bits differ` : `with ${extra.twin.changes}: no such step`);
  return element("div", { class: "twin" }, note, other ? drawDigits(state.at, other) : "");
}

// ---- a run of another size ----

const besides = () => Boolean(extra.twin && extra.twin.beside);
const partner = (ref) => (besides() ? extra.twin.beside[ref - 1] : null);

function besideText(s) {
  if (state.base === "hex") return s.value;
  if (state.base === "binary") return binary(s);
  return state.base === "decimal" ? BigInt("0x" + (s.value || "0")).toString() : s.natural;
}

// The toy's value beside the real one, in the list and on paper.
function besideCell(ref) {
  if (!besides()) return [];
  const other = partner(ref), text = hides(ref) ? "" : other ? besideText(other) : "-";
  return [element("td", { class: "beside", title: other ? `#${other.seq} of the toy run` : "the toy run has no such step" }, text.length > 24 ? text.slice(0, 20) + " ..." : text)];
}

// The outermost scope around the step in which nothing has a partner, or null.
function loneScope(ref) {
  let lone = null;
  for (let scope = step(ref).scope; scope; scope = scopes[scope].parent) {
    for (let i = scopes[scope].first; i < scopes[scope].past_last; i++) if (partner(i)) return lone;
    lone = scopes[scope];
  }
  return lone;
}

function drawBeside() {
  const other = partner(state.at), lone = other ? null : loneScope(state.at);
  if (!other)
    return element("div", { class: "twin" }, element("p", {}, element("b", {}, "no partner in the toy run: "), lone ? `it has no "${lone.title}"` : "it has no such step here",
      "; b goes to the next step that has one"));
  const value = besideText(other), filled = other.filled && other.filled !== other.natural && other.filled.length < 200 ? " = " + other.filled : "";
  return element("div", { class: "twin" }, element("p", { class: "note" }, `beside it, #${other.seq} of the toy run:`),
    element("p", { class: "digits" }, value + filled),
    other.alone ? element("p", { class: "note" }, `then it alone: ${other.alone} step${other.alone === 1 ? "" : "s"} that this run has not here`) : "");
}

function nextPair(by) {
  if (!besides()) return say("no other run stands beside this one (--beside toy)");
  for (let ref = state.at + by; ref >= 1 && ref <= count; ref += by) if (partner(ref)) return go(ref);
  say("no further step has a partner");
}
