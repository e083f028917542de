
// ---- the differential flame graph: its picture ----

const FLAME_ROW = 22;
let flameDrawn = [];

/// A pattern for each class that shrank: a colour alone does not tell a sign.
function hatches() {
  return svg("defs", {}, ...data.classes.map((entry) => {
    const pattern = svg("pattern", { id: "hatch-" + entry.name, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(svg("rect", { width: 8, height: 8, class: "fill class-base" }), svg("rect", { width: 3, height: 8, class: "fill class-" + entry.name }));
    return pattern;
  }));
}

function drawFlame() {
  const tree = currentTree();
  const holder = element("flame-graph");
  const width = Math.max(320, holder.clientWidth);
  const boxes = flameBoxes(tree, width);
  const rows = boxes.reduce((most, box) => Math.max(most, box.row + 1), 1);
  const root = svg("svg", { viewBox: `0 0 ${width} ${rows * FLAME_ROW}`, class: "picture flame", "aria-hidden": "true" }, hatches());
  root.style.height = rows * FLAME_ROW + "px";
  flameDrawn = boxes;
  for (const box of boxes) root.append(flameBox(tree, box));
  holder.replaceChildren(root);
}

function flameBox(tree, box) {
  const { node } = box;
  const group = svg("g", { "data-node": node, class: node === flame.focus ? "box focused" : "box" });
  const [x, y, width] = [fixed(box.x), box.row * FLAME_ROW, fixed(Math.max(0.4, box.width - 1))];
  const frame = svg("rect", { x, y, width, height: FLAME_ROW - 1, class: "frame" });
  if (flameMatches(tree, node)) group.append(svg("rect", { x, y, width, height: FLAME_ROW - 1, class: "match" }));
  else group.append(...flameParts(tree, node, x, y, width));
  group.append(frame);
  if (width > 26) group.append(...flameLabel(tree, node, flameDelta(tree, node), x, y, width));
  return group;
}

/// What a box is made of, side by side: what did not change, then each class that grew, then, hatched, each class that shrank.
function flameParts(tree, node, x, y, width) {
  const grown = [];
  const shrunk = [];
  data.classes.forEach((entry, place) => {
    const delta = tree.deltas[node * CLASSES + place];
    if (delta > 0) grown.push([entry.name, delta, false]);
    if (delta < 0) shrunk.push([entry.name, -delta, true]);
  });
  grown.sort((a, b) => b[1] - a[1]);
  const less = shrunk.reduce((sum, [, time]) => sum + time, 0);
  const kept = flame.mode === "total" ? Math.max(0, tree.base[node] - less) : 0;
  const parts = [["base", kept, false], ...grown, ...shrunk].filter(([, time]) => time > 0);
  const whole = parts.reduce((sum, [, time]) => sum + time, 0);
  let at = x;
  return parts.map(([name, time, isHatched]) => {
    const size = (time / whole) * width;
    const piece = svg("rect", { x: fixed(at), y, width: fixed(size), height: FLAME_ROW - 1 });
    if (isHatched) piece.style.fill = `url(#hatch-${name})`;
    else piece.setAttribute("class", "fill class-" + name);
    at += size;
    return piece;
  });
}

function flameLabel(tree, node, delta, x, y, width) {
  const number = signed(duration(delta), delta);
  const numberWidth = number.length * 6.6 + 14;
  const name = flameName(tree, node);
  const labels = [];
  const roomForBoth = width > numberWidth + 60;
  const className = "name";
  labels.push(svg("text", { x: x + 5, y: y + 14, class: className }, clipped(name, width - 8 - (roomForBoth ? numberWidth : 0))));
  if (roomForBoth) labels.push(svg("text", { x: fixed(x + width - 6), y: y + 14, class: className + " end" }, number));
  return labels;
}

/// What is to say about a box, as lines of a tip.
function flameLines(tree, node) {
  const lines = [flameName(tree, node)];
  const where = node > 0 ? place(tree.frame[node]) : "";
  if (where) lines.push(where);
  const delta = flameDelta(tree, node);
  lines.push([null, "at N = 1", duration(tree.base[node])], [null, `more at N = ${data.account.level}`, signed(duration(delta), delta)]);
  const parts = data.classes.map((entry, index) => [entry, tree.deltas[node * CLASSES + index]]).filter(([, time]) => time);
  parts.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  for (const [entry, time] of parts) lines.push([swatch("class", entry.name), entry.title, signed(duration(time), time)]);
  return lines;
}

function describeFlame(node) {
  const tree = currentTree();
  const [name, ...lines] = flameLines(tree, node);
  const rest = lines.map((line) => (Array.isArray(line) ? `${line[1]}: ${line[2]}` : line)).join(", ");
  element("flame-detail").replaceChildren(make("b", "", name), ` — ${rest}`);
}

function refreshFlame() {
  const tree = currentTree();
  for (const [id, isOn] of [
    ["victims", flame.side === "victims"], ["culprits", flame.side === "culprits"], ["change", flame.mode === "change"], ["total", flame.mode === "total"],
  ]) element(id).setAttribute("aria-pressed", isOn);
  drawFlame();
  describeFlame(flame.focus);
  const path = flame.zoom ? [0, ...flamePath(tree, flame.zoom)].slice(-7) : [];
  element("crumbs").replaceChildren(...path.map((node) => {
    const button = make("button", "", flameName(tree, node));
    button.addEventListener("click", () => zoomFlame(node));
    return make("li", "", button);
  }));
  writeAddress();
}

function zoomFlame(node) {
  flame.zoom = node;
  flame.focus = node;
  hideTip();
  refreshFlame();
}

function setFlame(side, mode) {
  if (side !== flame.side) [flame.zoom, flame.focus] = [0, 0];
  flame.side = side;
  flame.mode = mode;
  searchFlame(flame.query);
}

function searchFlame(text) {
  flame.query = text;
  element("search").value = text;
  element("search").classList.remove("bad");
  element("matched").textContent = "";
  [flame.pattern, flame.matches] = [null, []];
  if (text) {
    try {
      flame.pattern = new RegExp(text, "i");
      flame.matches = findMatches(currentTree());
      const width = widths(currentTree());
      element("matched").textContent = `${percent(flame.matches.reduce((sum, node) => sum + width[node], 0), width[0])} matched`;
    } catch {
      element("search").classList.add("bad");
      element("matched").textContent = "not a regular expression";
    }
  }
  refreshFlame();
}

function nextFlameMatch(step) {
  const { matches } = flame;
  if (!matches.length) return;
  const position = matches.indexOf(flame.focus);
  flame.focus = matches[position < 0 ? (step > 0 ? 0 : matches.length - 1) : (position + step + matches.length) % matches.length];
  if (!flameBoxes(currentTree(), element("flame-graph").clientWidth).some((box) => box.node === flame.focus)) flame.zoom = currentTree().parent[flame.focus];
  refreshFlame();
}

function moveFlame(key) {
  const tree = currentTree();
  const children = flameChildren(tree);
  const siblings = flame.focus > 0 ? children[tree.parent[flame.focus]] : [0];
  const position = siblings.indexOf(flame.focus);
  const next = {
    ArrowUp: tree.parent[flame.focus], ArrowDown: children[flame.focus][0], ArrowLeft: siblings[position - 1], ArrowRight: siblings[position + 1],
  }[key];
  if (next === undefined || !flameDrawn.some((box) => box.node === next)) return;
  flame.focus = next;
  drawFlame();
  describeFlame(next);
}

function wireFlame() {
  const holder = element("flame-graph");
  const nodeAt = (event) => event.target.closest?.("g[data-node]")?.dataset.node;
  holder.addEventListener("pointermove", (event) => {
    const node = nodeAt(event);
    if (node === undefined) hideTip();
    else showTip(flameLines(currentTree(), Number(node)), event.clientX, event.clientY);
  });
  holder.addEventListener("pointerleave", hideTip);
  holder.addEventListener("click", (event) => {
    const node = nodeAt(event);
    if (node !== undefined) zoomFlame(Number(node));
  });
  holder.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      moveFlame(event.key);
    } else if (event.key === "Enter") zoomFlame(flame.focus);
  });
  element("search").addEventListener("input", (event) => searchFlame(event.target.value));
  element("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextFlameMatch(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") holder.focus();
  });
  for (const side of ["victims", "culprits"]) element(side).addEventListener("click", () => setFlame(side, flame.mode));
  for (const mode of ["change", "total"]) element(mode).addEventListener("click", () => setFlame(flame.side, mode));
  element("reset").addEventListener("click", () => zoomFlame(0));
}

const hasFlame = data.account !== undefined && data.account.victims.frame.length > 1;

sections.push({
  id: "flame",
  isShown: () => hasFlame,
  draw: drawFlame,
  show() {
    element("flame-hint").textContent =
      `Callers above, callees below; time per request at N = ${data.account.level} against N = 1. Coloured by the class of what grew; ` +
      "what shrank is hatched. A click zooms.";
    const present = data.classes.filter((entry, place) => place > 0 && data.account.rows.some((row) => row.class === entry.name && row.delta[0]));
    element("flame-legend").replaceChildren(
      make("li", "", swatch("class", "base"), "unchanged"), ...present.map((entry) => make("li", "", swatch("class", entry.name), entry.title)),
      make("li", "", make("i", "swatch hatched"), "shrank"), make("li", "", make("i", "swatch match"), "search match"));
    wireFlame();
    searchFlame(flame.query);
  },
});
