// Keys, buttons, the slider, the address.
function move(ref) {
  if (ref === state.at) stop();
  if (state.hiddenFrom && state.hiddenFrom < ref) state.hiddenFrom = ref; // whoever goes on has seen what came before
  state.at = ref;
  if (state.chosen >= unitsOf(step(ref))) state.chosen = 0;
  history.replaceState(null, "", "#step-" + ref);
  draw();
}

function go(ref) {
  if (!ref || ref === state.at) return;
  state.history.push(state.at);
  move(ref);
}

function say(text) {
  $("place").textContent = text;
}

function mark() {
  const s = step(state.at), n = unitBits(s);
  state.marks = state.marking ? marksOf(state.at, state.chosen * n, n, state.marking) : null;
  state.markedAt = state.at;
}

function chooseBit(bit) {
  state.unit = "bit";
  state.chosen = bit;
  if (state.marking) mark();
  draw();
}

function chooseByte(byte) {
  state.unit = "part";
  state.chosen = byte;
  if (state.marking) mark();
  draw();
}

function choose(by) {
  const n = unitsOf(step(state.at));
  state.chosen = (state.chosen + by + n) % n;
  if (state.marking) mark();
  draw();
}

function nextUnit() {
  state.unit = { value: "part", part: "bit", bit: "value" }[state.unit];
  state.chosen = 0;
  if (state.marking) mark();
  draw();
}

function setMarking(marking) {
  state.marking = marking;
  mark();
  draw();
}

// A quiz for the class: hide what comes here and after, and show what comes here.
function hide() {
  state.hiddenFrom = state.hiddenFrom ? 0 : state.at;
  draw();
  if (!state.hiddenFrom) say("the quiz is over: all values are shown");
}

function reveal() {
  if (hides(state.at)) {
    state.hiddenFrom = state.at + 1;
    draw();
  } else say(state.hiddenFrom ? `shown already; the next question is #${state.hiddenFrom}` : "nothing is hidden; h hides what comes here and after");
}

function stop() {
  clearInterval(state.playing);
  state.playing = 0;
}

function play() {
  if (state.playing) stop();
  else state.playing = setInterval(() => move(forward(state.at, "step")), 1000 / state.speed);
  draw();
}

function faster(by) {
  state.speed = Math.min(20, Math.max(0.25, state.speed * by));
  if (state.playing) {
    stop();
    play();
  }
  say(`${state.speed} steps a second`);
}

let letter = ""; // "m" or "'" waits for its letter

function bookmark(key) {
  const kind = letter;
  letter = "";
  if (!/^[a-z]$/.test(key)) say("a bookmark is a letter from a to z");
  else if (kind === "m") {
    state.bookmarks[key] = state.at;
    say(`bookmark ${key} is step ${state.at}`);
  } else if (state.bookmarks[key]) go(state.bookmarks[key]);
  else say(`no bookmark ${key}`);
}

const bases = ["natural", "hex", "binary", "decimal", "matrix"];
const keys = {
  ArrowLeft: () => move(back(state.at, "step")), ArrowRight: () => move(forward(state.at, "step")),
  ArrowUp: () => move(back(state.at, "step")), ArrowDown: () => move(forward(state.at, "step")),
  p: () => move(back(state.at, "operation")), n: () => move(forward(state.at, "operation")),
  "[": () => move(back(state.at, "round")), "]": () => move(forward(state.at, "round")),
  PageUp: () => move(back(state.at, "round")), PageDown: () => move(forward(state.at, "round")),
  "{": () => move(back(state.at, "block")), "}": () => move(forward(state.at, "block")),
  Home: () => go(1), End: () => go(count),
  Backspace: () => (state.history.length ? move(state.history.pop()) : say("nowhere to go back to")),
  g: () => $("search").select(), "/": () => $("search").select(),
  m: () => { letter = "m"; say("set bookmark: a to z"); }, "'": () => { letter = "'"; say("go to bookmark: a to z"); },
  x: () => { state.base = bases[(bases.indexOf(state.base) + 1) % bases.length]; draw(); },
  d: () => setMarking({ "": "from", from: "to", to: "" }[state.marking]),
  w: () => { const source = $("detail").querySelector(".sources button"); if (source) source.focus(); },
  t: () => { const table = $("detail").querySelector(".scroll"); table ? table.scrollIntoView({ block: "nearest" }) : say("this step uses no table"); },
  e: () => $("detail").scrollTo(0, 0),
  u: nextUnit, "<": () => choose(-1), ">": () => choose(1),
  " ": play, "+": () => faster(2), "-": () => faster(0.5),
  b: () => nextPair(1), B: () => nextPair(-1),
  h: hide, r: reveal,
  L: () => $("large").setAttribute("aria-pressed", String(document.body.classList.toggle("large"))),
  "?": () => $("help").showModal(),
};

function onKey(event) {
  const control = event.target.closest("input, select, dialog, textarea");
  const pressable = event.target.closest("button") && (event.key === " " || event.key === "Enter");
  if (event.ctrlKey || event.metaKey || event.altKey || control || pressable) return;
  if (letter && event.key.length === 1) {
    event.preventDefault();
    bookmark(event.key);
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
}

function fromAddress() {
  const found = /^#step-(\d{1,7})$/.exec(location.hash);
  return found && +found[1] >= 1 && +found[1] <= count ? +found[1] : 1;
}

function theme() {
  const root = document.documentElement, next = { "": "dark", dark: "light", light: "" }[root.dataset.theme || ""];
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
}

function start() {
  $("title").textContent = extra.title;
  document.title = extra.title + " - glasslock";
  $("slider").max = count;
  if (extra.warning) {
    $("warning").textContent = extra.warning;
    $("warning").hidden = false;
  }
  if (besides()) {
    $("note").textContent = `Beside it the toy run: ${extra.twin.changes}. ${extra.twin.note || ""}`;
    $("note").hidden = false;
  }
  if ($("chart")) document.querySelector("main").before($("chart"));
  document.addEventListener("keydown", onKey);
  document.querySelectorAll("button[data-key]").forEach((button) => button.addEventListener("click", () => keys[button.dataset.key]()));
  $("slider").addEventListener("input", () => move(+$("slider").value));
  $("base").addEventListener("change", () => { state.base = $("base").value; draw(); });
  $("marking").addEventListener("change", () => setMarking($("marking").value));
  $("theme").addEventListener("click", theme);
  $("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const ref = named(state.at, $("search").value);
    ref ? go(ref) : say(`nothing here is called, or holds, "${$("search").value}"`);
    $("search").blur();
  });
  $("search").addEventListener("keydown", (event) => { if (event.key === "Escape") $("search").blur(); });
  window.addEventListener("hashchange", () => move(fromAddress()));
  window.addEventListener("beforeprint", drawPrinted);
  document.body.append(element("section", { id: "printed", "aria-hidden": "true" }));
  state.at = fromAddress();
  draw();
}
start();
