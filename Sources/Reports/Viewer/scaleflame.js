
// ---- the differential flame graph: its numbers ----

const CLASSES = data.classes.length;
const flame = { side: "victims", mode: "change", zoom: 0, focus: 0, pattern: null, query: "", matches: [] };
const flameTrees = {};

/// The tree of one side, with sums over each node and all it calls: base, Δ by class, and the widths of both modes.
function flameTree(side) {
  if (flameTrees[side]) return flameTrees[side];
  const source = data.account[side];
  const size = source.frame.length;
  // A node without a caller before it stands below the root.
  const parent = source.parent.map((caller, node) => (node === 0 ? -1 : caller >= 0 && caller < node ? caller : 0));
  const base = Float64Array.from(source.base);
  const deltas = new Float64Array(size * CLASSES);
  const change = new Float64Array(size);
  const total = Float64Array.from(source.base, (time) => Math.max(0, time));
  for (let at = 0; at + 2 < source.deltas.length; at += 3) {
    const [node, place, delta] = source.deltas.slice(at, at + 3);
    deltas[node * CLASSES + place] += delta;
    change[node] += Math.abs(delta);
    total[node] += Math.max(0, delta);
  }
  const depth = new Int32Array(size);
  for (let node = 1; node < size; node++) depth[node] = depth[parent[node]] + 1;
  for (let node = size - 1; node > 0; node--) {
    const up = parent[node];
    base[up] += base[node];
    change[up] += change[node];
    total[up] += total[node];
    for (let place = 0; place < CLASSES; place++) deltas[up * CLASSES + place] += deltas[node * CLASSES + place];
  }
  return (flameTrees[side] = { frame: source.frame, parent, depth, base, deltas, change, total, children: {}, size });
}

const currentTree = () => flameTree(flame.side);
const widths = (tree) => tree[flame.mode];

/// The callees of each node, widest first.
function flameChildren(tree) {
  if (tree.children[flame.mode]) return tree.children[flame.mode];
  const children = Array.from({ length: tree.size }, () => []);
  for (let node = 1; node < tree.size; node++) children[tree.parent[node]].push(node);
  const width = widths(tree);
  for (const list of children) list.sort((a, b) => width[b] - width[a] || a - b);
  return (tree.children[flame.mode] = children);
}

/// Δ of a node and all it calls.
function flameDelta(tree, node) {
  let sum = 0;
  for (let place = 0; place < CLASSES; place++) sum += tree.deltas[node * CLASSES + place];
  return sum;
}

function flamePath(tree, node) {
  const path = [];
  for (; node > 0; node = tree.parent[node]) path.push(node);
  return path.reverse();
}

/// Ancestors of the zoomed node over the whole width, its callees by their share.
function flameBoxes(tree, width) {
  const sizes = widths(tree);
  const children = flameChildren(tree);
  const path = flamePath(tree, flame.zoom);
  const boxes = [0, ...path].map((node, row) => ({ node, x: 0, width, row }));
  const scale = sizes[flame.zoom] > 0 ? width / sizes[flame.zoom] : 0;
  const pending = [{ node: flame.zoom, x: 0, row: path.length }];
  while (pending.length) {
    const { node, x, row } = pending.pop();
    let at = x;
    for (const child of children[node]) {
      const size = sizes[child] * scale;
      if (size < 0.7) break;
      boxes.push({ node: child, x: at, width: size, row: row + 1 });
      pending.push({ node: child, x: at, row: row + 1 });
      at += size;
    }
  }
  return boxes;
}

const flameName = (tree, node) => (node === 0 ? "all requests" : data.names[tree.frame[node]]);
const flameMatches = (tree, node) => flame.pattern !== null && node > 0 && flame.pattern.test(data.names[tree.frame[node]]);

/// The widest part of every stack that matches, each stack once.
function findMatches(tree) {
  const children = flameChildren(tree);
  const found = [];
  const pending = [0];
  while (pending.length) {
    const node = pending.pop();
    if (flameMatches(tree, node)) found.push(node);
    else pending.push(...children[node]);
  }
  return found.sort((a, b) => widths(tree)[b] - widths(tree)[a]);
}
