
// ---- the stacks of both sides as one tree: its numbers ----

const hasFlame = data.tree !== undefined && data.tree.frame.length > 1;
const ASYNC = 1;
const WIDTHS = ["both", "base", "head"];
const flame = { width: "both", zoom: 0, focus: 0, pattern: null, query: "", matches: [], matching: null };

/// Both sides with sums over each node and all it calls. `both` adds up the larger side of each node's own time, so that what is called always fits
/// below its caller and what vanished keeps its place.
function bothSides(source) {
  const size = source.frame.length;
  const sides = { base: Float64Array.from(source.base), head: Float64Array.from(source.head), both: new Float64Array(size) };
  const own = { base: Float64Array.from(source.base), head: Float64Array.from(source.head) };
  const depth = new Int32Array(size);
  for (let node = 0; node < size; node++) {
    sides.both[node] = Math.max(own.base[node], own.head[node]);
    if (node) depth[node] = depth[source.parent[node]] + 1;
  }
  for (let node = size - 1; node > 0; node--) for (const side of WIDTHS) sides[side][source.parent[node]] += sides[side][node];
  return { frame: source.frame, parent: source.parent, flags: new Uint8Array(size), depth, own, sides, size };
}

/// What the graph and the call tree walk: `total` is the width, children are the widest first.
let tree = hasFlame ? bothSides(data.tree) : undefined;

function chooseWidth(width) {
  flame.width = width;
  tree.total = tree.sides[width];
  tree.self = width === "head" ? tree.own.head : tree.own.base;
  tree.children = Array.from({ length: tree.size }, () => []);
  for (let node = 1; node < tree.size; node++) if (tree.total[node] > 0) tree.children[tree.parent[node]].push(node);
  for (const list of tree.children) if (list.length > 1) list.sort((a, b) => tree.total[b] - tree.total[a] || a - b);
}

/// The same, as the call tree asks for it.
const gridTree = () => ({
  ...tree, children: (node) => tree.children[node], hasChildren: (node) => tree.children[node].length > 0,
});

const name = (node) => (node === 0 ? `all ${data.unit}s` : data.names[tree.frame[node]]);
const baseOf = (node) => tree.sides.base[node];
const headOf = (node) => tree.sides.head[node];
const deltaOf = (node) => headOf(node) - baseOf(node);
/// What a change is a part of: the whole program, on the side where it is larger.
const whole = () => Math.max(baseOf(0), headOf(0), Number.MIN_VALUE);

function kindOf(node) {
  if (baseOf(node) === 0 && headOf(node) > 0) return "new";
  if (headOf(node) === 0 && baseOf(node) > 0) return "gone";
  // Less than a thousandth of the program, or than a hundredth of itself, is shown as no change.
  const difference = Math.abs(deltaOf(node));
  return difference < whole() / 1000 && difference < Math.max(baseOf(node), headOf(node)) / 100 ? "same" : deltaOf(node) > 0 ? "more" : "less";
}

/// `+10.2 %`, `new` or `gone`.
function changeText(node) {
  const kind = kindOf(node);
  return kind === "new" || kind === "gone" ? kind : baseOf(node) > 0 ? change(deltaOf(node) / baseOf(node)) : "–";
}

function pathTo(node) {
  const path = [];
  for (; node > 0; node = tree.parent[node]) path.push(node);
  return path.reverse();
}

/// Ancestors of the zoomed node over the whole width, what it calls by its share; nothing that is narrower than half a pixel.
function flameBoxes(width) {
  const path = pathTo(flame.zoom);
  const boxes = [0, ...path].map((node, row) => ({ node, x: 0, width, row }));
  const scale = tree.total[flame.zoom] > 0 ? width / tree.total[flame.zoom] : 0;
  const pending = [{ node: flame.zoom, x: 0, row: path.length }];
  while (pending.length) {
    const { node, x, row } = pending.pop();
    let at = x;
    for (const child of tree.children[node]) {
      const size = tree.total[child] * scale;
      if (size < 0.5) break;
      boxes.push({ node: child, x: at, width: size, row: row + 1 });
      pending.push({ node: child, x: at, row: row + 1 });
      at += size;
    }
  }
  return boxes;
}

/// The widest part of every stack that matches, each stack once.
function findMatches() {
  const found = [];
  const pending = [0];
  while (pending.length) {
    const node = pending.pop();
    if (node > 0 && flame.matching[tree.frame[node]]) found.push(node);
    else for (const child of tree.children[node]) pending.push(child);
  }
  return found.sort((a, b) => tree.total[b] - tree.total[a]);
}

/// What the call tree shows before the names.
const treeColumns = () => [
  ["Δ", (node) => changeText(node)],
  ["Δ time", (node) => delta(deltaOf(node))],
  ["Base", (node) => (baseOf(node) ? duration(baseOf(node)) : "–")],
  ["Head", (node) => (headOf(node) ? duration(headOf(node)) : "–")],
  ["Own base → head", (node) => (tree.own.base[node] || tree.own.head[node] ? `${micros(tree.own.base[node])} → ${micros(tree.own.head[node])} µs` : "")],
];
