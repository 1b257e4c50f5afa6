// Moves: the same units as in the terminal, forward and back alike (app/step/cursor.c).
function enclosing(scope, level, otherwise) {
  for (;; scope = scopes[scope].parent) {
    if (scopes[scope].level === level) return scope;
    if (scope === 0) return otherwise;
  }
}

function phaseAround(scope) {
  while (scope && !["algorithm", "operation"].includes(scopes[scope].level)) scope = scopes[scope].parent;
  return scope;
}

// A round or block with whole computations inside, with rounds and blocks of their own, is no unit to move by.
function around(scope, level, otherwise) {
  const found = enclosing(scope, level, 0);
  for (let i = found + 1; found && i < scopes.length && scopes[i].first < scopes[found].past_last; i++) if (scopes[i].level === level) return otherwise;
  return found || otherwise;
}

function unitOf(ref, unit) {
  const scope = step(ref).scope, open = scopes[scope].level === "lane" ? scopes[scope].parent : scope;
  if (unit === "operation") return scope === open ? "step " + ref : "lanes " + open;
  if (unit === "round") return around(scope, "round", open);
  if (unit === "block") return around(scope, "block", phaseAround(around(scope, "round", scope)));
  return ref;
}

function extent(ref, unit) {
  const here = unitOf(ref, unit);
  let first = ref, past = ref + 1;
  while (first > 1 && unitOf(first - 1, unit) === here) first--;
  while (past <= count && unitOf(past, unit) === here) past++;
  return [first, past];
}

function forward(ref, unit) {
  const past = extent(ref, unit)[1];
  return past <= count ? past : ref;
}

function back(ref, unit) {
  const first = extent(ref, unit)[0];
  return ref > first || first === 1 ? first : extent(first - 1, unit)[0];
}

const within = (scope, ref) => ref >= scopes[scope].first && ref < scopes[scope].past_last;

function nextScope(ref, fits) {
  const found = scopes.filter((s, i) => i > 0 && s.first < s.past_last && fits(s)).map((s) => s.first);
  return found.find((first) => first > ref) || found[0] || 0;
}

// "17", "round 7", "block 2", words of a title, of a label, or digits of a value; 0 where there is none.
function named(ref, words) {
  const text = words.trim().replace(/^#/, "").toLowerCase();
  if (/^\d{1,7}$/.test(text) && +text >= 1 && +text <= count) return +text;
  const numbered = /^(round|r|block|b) ?(\d+)$/.exec(text);
  if (numbered) {
    const level = numbered[1][0] === "r" ? "round" : "block", number = +numbered[2];
    const [first, past] = extent(ref, "block");
    const here = scopes.find((s) => level === "round" && s.level === level && s.number === number && s.first >= first && s.first < past);
    const found = here ? here.first : nextScope(ref, (s) => s.level === level && s.number === number);
    if (found) return found;
  }
  return search(ref, text) || nextScope(ref, (s) => s.title.toLowerCase().includes(text));
}

function search(ref, text) {
  for (let i = 0; text && i < count; i++) {
    const at = ((ref + i) % count) + 1;
    if (step(at).label.toLowerCase().includes(text) || (!hides(at) && step(at).value.includes(text))) return at;
  }
  return 0;
}
