
// ---- the differential flame graph of scale: its picture ----

const state = { query: "", side: "victims", mode: "change" };
let flame;

const growthPainter = {
  colours() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const classes = data.classes.map((entry) => [entry.name, value("--class-" + entry.name)]);
    return Object.fromEntries([...classes, ["base", value("--class-base")], ...["match", "panel", "text"].map((key) => [key, value("--" + key)])]);
  },

  /// What a box is made of, side by side: what did not change, then each class that grew, then, hatched, each class that shrank.
  parts(tree, node, colours) {
    if (node > 0 && matchesFrame[tree.frame[node]]) return [{ share: 1, fill: colours.match }];
    const changes = data.classes.map((entry, place) => [entry.name, tree.deltas[node * CLASSES + place]]);
    const grown = changes.filter(([, delta]) => delta > 0).sort((a, b) => b[1] - a[1]);
    const shrunk = changes.filter(([, delta]) => delta < 0);
    const less = shrunk.reduce((sum, [, delta]) => sum - delta, 0);
    const kept = state.mode === "total" ? Math.max(0, tree.base[node] - less) : 0;
    const all = kept + less + grown.reduce((sum, [, delta]) => sum + delta, 0);
    if (!(all > 0)) return [{ share: 1, fill: colours.base }];
    return [
      ...(kept > 0 ? [{ share: kept / all, fill: colours.base }] : []),
      ...grown.map(([name, delta]) => ({ share: delta / all, fill: colours[name] })),
      ...shrunk.map(([name, delta]) => ({ share: -delta / all, fill: colours.base, hatch: { colour: colours[name], width: 2.5, rises: true } })),
    ];
  },

  label: (tree, node) => [nameIn(tree, node), signed(duration(tree.delta(node)), tree.delta(node))],
};

const nameIn = (tree, node) => (node === 0 ? "all requests" : data.names[tree.frame[node]]);

/// What is to say about a box, as lines of a tip.
function flameLines(node) {
  const { tree } = flame;
  const lines = [nameIn(tree, node)];
  const where = node > 0 ? place(tree.frame[node]) : "";
  if (where) lines.push(where);
  const delta = tree.delta(node);
  lines.push([null, "at N = 1", duration(tree.base[node])], [null, `more at N = ${data.account.level}`, signed(duration(delta), delta)]);
  const parts = data.classes.map((entry, index) => [entry, tree.deltas[node * CLASSES + index]]).filter(([, time]) => time);
  parts.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  for (const [entry, time] of parts) lines.push([swatch("class", entry.name), entry.title, signed(duration(time), time)]);
  return lines;
}

const flameText = (node) => flameLines(node).slice(1).map((line) => (Array.isArray(line) ? `${line[1]}: ${line[2]}` : line)).join(", ");

const growthTrees = {};

function setFlame(side, mode) {
  [state.side, state.mode] = [side, mode];
  growthTrees[side] ??= new GrowthTree(data.account[side]);
  const tree = growthTrees[side].choose(mode);
  if (flame.tree !== tree) flame.show(tree);
  openHottest();
  showTree();
  search(state.query);
}

const gridTree = () => flame.tree;
const name = (node) => nameIn(flame.tree, node);
const zoomTo = (node) => flame.zoomTo(node);

/// What the call tree shows before the names.
const treeColumns = () => [
  [`More at N = ${data.account.level}`, (node) => signed(duration(flame.tree.delta(node)), flame.tree.delta(node))],
  ["At N = 1", (node) => duration(flame.tree.base[node])],
  ["Mostly", (node) => mostOf(flame.tree, node)],
];

/// The class that grew most in a node and all it calls.
function mostOf(tree, node) {
  const grown = data.classes.map((entry, place) => [entry.title, tree.deltas[node * CLASSES + place]]).sort((a, b) => b[1] - a[1]);
  return grown[0]?.[1] > 0 ? grown[0][0] : "–";
}

const searchedTree = () => flame.tree;
const matchedText = (outermost) => `${percent(totalOf(flame.tree, outermost), flame.tree.total[0])} matched`;

function showMatches() {
  for (const id of ["victims", "culprits"]) element(id).setAttribute("aria-pressed", state.side === id);
  for (const id of ["change", "total"]) element(id).setAttribute("aria-pressed", state.mode === id);
  flame.refresh();
}

sections.push({
  id: "flame",
  isShown: () => hasFlame,
  draw() {
    flame.layOut();
    flame.draw();
  },
  show() {
    element("flame-hint").textContent =
      `Callers above, callees below; time per request at N = ${data.account.level} against N = 1. Coloured by the class of what grew; ` +
      "what shrank is hatched. A click zooms.";
    const present = data.classes.filter((entry, place) => place > 0 && data.account.rows.some((row) => row.class === entry.name && row.delta[0]));
    element("flame-legend").replaceChildren(
      make("li", "", swatch("class", "base"), "unchanged"), ...present.map((entry) => make("li", "", swatch("class", entry.name), entry.title)),
      make("li", "", make("i", "swatch hatched"), "shrank"), make("li", "", make("i", "swatch match"), "search match"));
    flame = makeFlame(growthPainter, flameLines, flameText, (node) => [flame.tree.own[state.mode][node]]);
    for (const side of ["victims", "culprits"]) element(side).addEventListener("click", () => setFlame(side, state.mode));
    for (const mode of ["change", "total"]) element(mode).addEventListener("click", () => setFlame(state.side, mode));
    setFlame(state.side, state.mode);
  },
});

sections.push({ id: "calls", isShown: () => hasFlame, show: wireTree });
