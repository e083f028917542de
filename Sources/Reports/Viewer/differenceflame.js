
// ---- the differential flame graph ----

const state = { query: "", width: "both" };
let flame;

const differencePainter = {
  /// The colours of the page by name.
  colours() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const own = ["more", "less", "same", "new", "gone", "hatch"].map((key) => [key, value("--flame-" + key)]);
    return Object.fromEntries([...own, ...["match", "panel", "text"].map((key) => [key, value("--" + key)])]);
  },

  parts(_, node, colours) {
    if (node > 0 && matchesFrame[tree.frame[node]]) return [{ share: 1, fill: colours.match }];
    const kind = kindOf(node);
    if (kind === "same") return [{ share: 1, fill: colours.same }];
    // Rises for what is new and falls for what is gone.
    if (kind === "new" || kind === "gone") {
      return [{ share: 1, fill: colours[kind], hatch: { colour: colours.hatch, width: 1, rises: kind === "new" } }];
    }
    // The deeper the colour, the larger the change as a part of the frame; half of it or more is full colour.
    const relative = Math.abs(deltaOf(node)) / Math.max(baseOf(node), headOf(node));
    return [{ share: 1, fill: mixed(colours.same, colours[kind], 0.25 + 0.75 * Math.min(1, relative * 2) ** 0.6) }];
  },

  label: (_, node) => [name(node), changeText(node)],
};

/// A colour between two that are written `#rrggbb`.
function mixed(from, to, part) {
  const numbers = [from, to].map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  return `rgb(${numbers[0].map((value, index) => Math.round(value + (numbers[1][index] - value) * part)).join(" ")})`;
}

/// What is to say about a frame, as lines of a tip.
function flameLines(node) {
  const lines = [name(node)];
  const where = node > 0 ? place(tree.frame[node]) : "";
  if (where) lines.push(where);
  const [base, head] = [baseOf(node), headOf(node)];
  lines.push(
    [null, "base", base ? duration(base) : "–"], [null, "head", head ? duration(head) : "–"], [null, "Δ", `${delta(deltaOf(node))} (${changeText(node)})`],
    [null, "Δ as a part of the whole", change(deltaOf(node) / whole())], [null, "share of base, of head", `${percent(base, baseOf(0))}, ${percent(head, headOf(0))}`],
    [null, "own time", `${duration(tree.own.base[node])} → ${duration(tree.own.head[node])}`]);
  return lines;
}

const flameText = (node) => flameLines(node).slice(1).map((line) => (Array.isArray(line) ? `${line[1]} ${line[2]}` : line)).join(" · ");

function setWidth(width) {
  state.width = width;
  tree.choose(width);
  showTree();
  search(state.query);
}

const searchedTree = () => tree;

function matchedText(outermost) {
  const sum = (side) => outermost.reduce((total, node) => total + tree.widths[side][node], 0);
  return `${percent(sum("base"), baseOf(0))} of the base, ${percent(sum("head"), headOf(0))} of the head, ${delta(sum("head") - sum("base"))}`;
}

function showMatches() {
  for (const width of WIDTHS) element("width-" + width).setAttribute("aria-pressed", state.width === width);
  flame.refresh();
}

/// Shows a function of the table in the graph.
function findFunction(frame) {
  search("^" + data.names[frame].replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "$");
  flame.zoom = 0;
  nextMatch(1);
  element("graph").scrollIntoView({ block: "center" });
}

function zoomTo(node) {
  flame.zoomTo(node);
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
      `Callers above, callees below; CPU time per ${data.unit}. Red with + costs more, blue with − costs less; hatched frames are on one side only. A click zooms.`;
    flame = makeFlame(differencePainter, flameLines, flameText, (node) => [tree.own.base[node], tree.own.head[node]]);
    flame.show(tree);
    for (const width of WIDTHS) element("width-" + width).addEventListener("click", () => setWidth(width));
    setWidth(state.width);
  },
});
