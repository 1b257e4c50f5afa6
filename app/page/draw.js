// What is on the page: everything is made anew from `state` at each step. No text is ever parsed as HTML.
const state = { at: 1, base: "natural", unit: "value", chosen: 0, marking: "", marks: null, markedAt: 0, history: [], bookmarks: {}, playing: 0, speed: 1, hiddenFrom: 0 };
const $ = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) node.setAttribute(key, value === true ? "" : value);
  node.append(...children);
  return node;
}

function unitBits(s) {
  if (state.unit === "bit") return 1;
  if (state.unit === "value") return s.bits || 1;
  return s.op === "substitute" && s.table ? tables.get(s.table).cell_bits : 8;
}

const unitsOf = (s) => Math.max(1, Math.ceil(s.bits / unitBits(s)));
const isChosen = (s, bit) => state.unit !== "value" && Math.floor(bit / unitBits(s)) === state.chosen;

// ---- the tree: open where the step is ----

const AROUND = 24; // siblings before and after; long loops are folded

function drawTree() {
  const current = step(state.at).scope;
  const branch = (parent) => {
    const children = scopes.map((s, i) => i).filter((i) => i > 0 && scopes[i].parent === parent && scopes[i].first < scopes[i].past_last);
    const here = children.findIndex((i) => within(i, state.at));
    const from = Math.max(0, Math.max(here, 0) - AROUND), to = Math.min(children.length, Math.max(here, 0) + AROUND + 1);
    const list = element("ul");
    if (from > 0) list.append(element("li", { class: "more" }, `... ${from} before`));
    for (const i of children.slice(from, to)) {
      const button = element("button", { onclick: () => go(scopes[i].first), "aria-current": i === current ? "step" : null }, scopes[i].title);
      const item = element("li", {}, button);
      if (within(i, state.at) && scopes.some((s, k) => k > 0 && s.parent === i)) item.append(branch(i));
      list.append(item);
    }
    if (to < children.length) list.append(element("li", { class: "more" }, `... ${children.length - to} more`));
    return list;
  };
  const tree = branch(0);
  $("tree").replaceChildren(tree);
  const here = tree.querySelector("[aria-current]");
  if (here) here.scrollIntoView({ block: "nearest" });
}

// ---- the values around the step ----

const headingOf = (ref) => (scopeOf(ref).level === "lane" ? scopeOf(ref).parent : step(ref).scope);

function drawList() {
  const body = element("tbody");
  const from = Math.max(1, state.at - 40), to = Math.min(count, state.at + 40);
  for (let ref = from; ref <= to; ref++) {
    if (ref === from || headingOf(ref) !== headingOf(ref - 1)) {
      const path = scopeOf(ref).level === "lane" ? step(ref).path.slice(1, -1) : step(ref).path.slice(1);
      body.append(element("tr", { class: "scope" }, element("td", { colspan: 5 }, path.join(" > ") || trace.algorithm)));
    }
    const n = state.marks ? marked(state.marks, ref) : 0, differ = extra.twin && !n && !hides(ref) ? distance(ref) : 0;
    body.append(element("tr", { class: "step", "data-ref": ref, "aria-current": ref === state.at ? "step" : null, onclick: () => go(ref) },
      element("td", {}, "#" + ref), element("td", {}, step(ref).label), element("td", { class: "value" }, textOf(ref, state.base)[0]),
      ...besideCell(ref),
      element("td", { class: "count" }, n ? `* ${n}/${step(ref).bits}` : differ ? `\u2260 ${differ}/${step(ref).bits}` : "")));
  }
  $("list").replaceChildren(element("table", { "aria-label": "values" }, body));
  const here = body.querySelector("[aria-current]");
  $("list").scrollTop = here.offsetTop - $("list").clientHeight / 2;
}

// ---- the step ----

// The first input, where comparing with it says something.
function before(s) {
  const input = s.inputs.length ? step(s.inputs[0]) : null;
  const compares = ["xor", "add", "mix columns"].includes(s.op) || (s.op === "substitute" && s.kind === "state");
  return compares && input && input.bits === s.bits ? input : null;
}

function bitsClass(ref, s, other, first, n) {
  let changed = false, hit = false, chosen = false;
  for (let i = Math.max(first, 0); i < first + n && i < s.bits; i++) {
    changed = changed || (other && !hides(ref) && bitOf(s, i) !== bitOf(other, i));
    hit = hit || (state.marks && state.marks[ref - 1][i]);
    chosen = chosen || isChosen(s, i);
  }
  return [changed && !state.marks ? "changed" : "", hit ? "marked" : "", chosen ? "chosen" : ""].filter(Boolean).join(" ");
}

function drawDigits(ref, twin) {
  const s = twin || step(ref), [text, digitBits] = twin ? textOfOther(ref, s) : textOf(ref, state.base);
  const other = twin ? step(ref) : counterpart(ref) || before(s);
  const out = element("p", { class: text.length > 72 ? "digits long" : "digits" });
  if (!digitBits) {
    out.append(text);
    return out;
  }
  let at = -(digitBits === 4 ? (4 - (s.bits % 4)) % 4 : 0);
  for (const c of text) {
    if (!/[0-9a-f_]/.test(c)) {
      out.append(c);
      continue;
    }
    const first = at, style = bitsClass(ref, s, other, first, digitBits);
    out.append(element("span", { class: style || null, onclick: () => chooseBit(Math.max(first, 0)) }, c));
    at += digitBits;
  }
  return out;
}

function drawState(ref, other) {
  const s = step(ref), body = element("tbody");
  body.append(element("tr", {}, element("th"), ...[0, 1, 2, 3].map((c) => element("th", { scope: "col" }, "c" + c))));
  for (let r = 0; r < 4; r++) {
    const row = element("tr", {}, element("th", { scope: "row" }, "r" + r));
    for (let c = 0; c < 4; c++) {
      const i = 4 * c + r, style = bitsClass(ref, s, other, 8 * i, 8);
      row.append(element("td", { class: style || null, title: `byte ${i}: row ${r}, column ${c}`, onclick: () => { if (ref === state.at) chooseByte(i); } },
        hides(ref) ? "__" : s.value.slice(2 * i, 2 * i + 2)));
    }
    body.append(row);
  }
  return element("table", { class: "cells" }, element("caption", {}, `#${ref} ${s.label}`), body);
}

function drawMatrix(ref) {
  const s = step(ref), input = s.inputs.length ? step(s.inputs[0]) : null, box = element("div", { class: "states" });
  if (s.bits !== 128) {
    const body = element("tbody");
    for (let i = 0; i < s.value.length; i += 32)
      body.append(element("tr", {}, element("th", { scope: "row" }, String(i / 2)), ...((hides(ref) ? "_".repeat(s.value.length) : s.value).slice(i, i + 32).match(/../g) || []).map((b) => element("td", {}, b))));
    box.append(element("table", { class: "cells" }, body));
    return box;
  }
  if (input && input.bits === 128) box.append(drawState(s.inputs[0], null), element("span", { "aria-hidden": "true" }, "\u2192"));
  box.append(drawState(ref, input && input.bits === 128 ? input : null));
  return box;
}

// Which cell of the table made the chosen part.
function cellOf(s, table) {
  if (hides(state.at)) return -1;
  if (s.op === "constant") return s.params[0];
  const outBits = table.layout === "positions" ? table.unit : table.cell_bits;
  if (table.layout === "matrix" || !s.inputs.length || (state.unit === "value" && s.bits > outBits)) return -1;
  const unit = state.unit === "value" ? 0 : Math.floor((state.chosen * unitBits(s)) / outBits);
  if (s.op !== "substitute") return unit;
  const v = numberOf(step(s.inputs[0]), unit * table.unit, table.unit);
  return table.layout === "des-sbox" ? (((v >> 4) & 2) | (v & 1)) * 16 + ((v >> 1) & 15) : v;
}

function drawTable(s) {
  const table = tables.get(s.table), cell = cellOf(s, table), columns = table.columns > 16 ? 16 : table.columns;
  const decimal = table.layout === "positions" || table.layout === "des-sbox", body = element("tbody");
  const digits = Math.ceil(table.cell_bits / 4), radix = columns === 16 && table.layout === "lookup" ? 16 : 10;
  body.append(element("tr", {}, element("th"), ...Array.from({ length: columns }, (_, i) => element("th", { scope: "col" }, i.toString(radix)))));
  for (let row = 0; row * columns < table.cells.length; row++) {
    const line = element("tr", {}, element("th", { scope: "row" }, (columns === table.columns ? row : row * columns).toString(radix)));
    for (let i = row * columns; i < Math.min((row + 1) * columns, table.cells.length); i++) {
      const v = table.cells[i], text = typeof v === "string" ? v : decimal ? String(v) : v.toString(16).padStart(digits, "0");
      line.append(element("td", { class: i === cell ? "here" : null }, text));
    }
    body.append(line);
  }
  const where = hides(state.at) ? ": which cell?" : cell < 0 ? "" : `, row ${Math.floor(cell / table.columns)}, column ${cell % table.columns}`;
  const six = table.layout === "des-sbox" && cell >= 0 ? sixBits(s, table) : "";
  return element("div", { class: "scroll" }, element("table", { class: "cells" },
    element("caption", {}, `Table ${table.name} (${table.citation})${where}${six}`), body));
}

// 1-4-1: the outer bits give the row, the inner four the column.
function sixBits(s, table) {
  const unit = state.unit === "value" ? 0 : Math.floor((state.chosen * unitBits(s)) / table.cell_bits);
  const six = numberOf(step(s.inputs[0]), unit * 6, 6).toString(2).padStart(6, "0");
  return `: six bits ${six[0]} ${six.slice(1, 5)} ${six[5]}`;
}

function drawChanges(s) {
  const other = before(s);
  if (!other || hides(state.at)) return "";
  let bits = 0;
  for (let i = 0; i < s.bits; i++) bits += bitOf(s, i) !== bitOf(other, i);
  return element("p", { class: "note" }, `${bits} of ${s.bits} bits changed against #${s.inputs[0]} ${other.label}`);
}

// Without the row and column of the table where they are the question.
const formulaOf = (ref) => (hides(ref) ? extra.formula[ref - 1].replace(/, row \d+, column \d+$/, "") : extra.formula[ref - 1]);

function drawDetail() {
  const s = step(state.at), detail = $("detail");
  const matrix = s.kind === "state" ? state.base === "natural" || state.base === "matrix" : state.base === "matrix" && s.bits >= 16;
  const chosen = state.unit === "value" ? "" : `, ${state.unit} ${state.chosen} chosen`;
  const sources = element("ul", { class: "sources" });
  s.inputs.forEach((ref, i) => sources.append(element("li", {}, `${String.fromCharCode(97 + i)} = `,
    element("button", { onclick: () => go(ref) }, `#${ref} ${step(ref).label}`), " ", element("code", {}, shortened(textOf(ref, state.base)[0])))));
  detail.replaceChildren(
    element("h2", {}, s.label, " ", element("small", {}, `#${state.at}, ${s.kind}, ${s.bits} bit${s.bits === 1 ? "" : "s"}${chosen}`)),
    matrix ? drawMatrix(state.at) : drawDigits(state.at), extra.twin ? drawTwin() : drawChanges(s));
  if (s.inputs.length || (s.op === "constant" && s.table))
    detail.append(element("p", { class: "formula" }, "= " + formulaOf(state.at), s.citation ? element("small", { class: "note" }, `  (${s.citation})`) : ""));
  detail.append(element("p", { class: "words note" }, hides(state.at) ? asked(s.text) : s.text), sources);
  if (s.table) detail.append(drawTable(s));
}

const shortened = (text) => (text.length > 80 ? text.slice(0, 76) + " ..." : text);

function draw() {
  $("place").textContent = `step ${state.at} of ${count}: ${[place(state.at), step(state.at).label].filter(Boolean).join(" > ")}${hides(state.at) ? " - what comes here?" : ""}`;
  $("slider").value = state.at;
  $("base").value = state.base;
  $("marking").value = state.marking;
  $("hide").setAttribute("aria-pressed", String(state.hiddenFrom > 0));
  $("reveal").hidden = !state.hiddenFrom;
  $("reveal").disabled = !hides(state.at);
  $("beside").hidden = !besides();
  if ($("chart")) $("chart").hidden = state.hiddenFrom > 0; // its curve tells of values to come
  $("play").setAttribute("aria-pressed", state.playing ? "true" : "false");
  drawTree();
  drawList();
  drawDetail();
}

// For paper: every value once, as a table; of very long traces the part around the step.
function drawPrinted() {
  const [from, to] = count <= 2500 ? [1, count] : [Math.max(1, state.at - 200), Math.min(count, state.at + 200)];
  const body = element("tbody");
  for (let ref = from; ref <= to; ref++) {
    if (ref === from || headingOf(ref) !== headingOf(ref - 1)) body.append(element("tr", { class: "scope" }, element("td", { colspan: 4 }, place(ref) || trace.algorithm)));
    body.append(element("tr", {}, element("td", {}, "#" + ref), element("td", {}, step(ref).label), element("td", {}, element("code", {}, textOf(ref, "natural")[0])),
      element("td", {}, step(ref).inputs.length ? "= " + formulaOf(ref) : ""), ...besideCell(ref)));
  }
  $("printed").replaceChildren(element("table", {}, body));
}
