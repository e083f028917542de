
// ---- the stacks of both sides as one tree: its numbers ----

const WIDTHS = ["both", "base", "head"];
const hasFlame = data.tree !== undefined && data.tree.frame.length > 1;

/// What the graph and the call tree walk: `total` is the width on show, children are the widest first.
///
/// `both` adds up the larger side of each node's own time, so that what is called always fits below its caller and what vanished keeps its place.
class TwoSidedTree {
  constructor(source) {
    this.count = source.frame.length;
    this.frame = source.frame;
    this.parent = source.parent;
    this.flags = new Uint8Array(this.count);
    this.depth = new Int32Array(this.count);
    this.own = { base: Float64Array.from(source.base), head: Float64Array.from(source.head) };
    this.sides = { base: this.own.base.slice(), head: this.own.head.slice(), both: new Float64Array(this.count) };
    for (let node = 0; node < this.count; node++) {
      this.sides.both[node] = Math.max(this.own.base[node], this.own.head[node]);
      if (node) this.depth[node] = this.depth[this.parent[node]] + 1;
    }
    for (let node = this.count - 1; node > 0; node--) for (const side of WIDTHS) this.sides[side][this.parent[node]] += this.sides[side][node];
    this.choose("both");
  }

  choose(width) {
    this.total = this.sides[width];
    this.callees = Array.from({ length: this.count }, () => []);
    for (let node = 1; node < this.count; node++) if (this.total[node] > 0) this.callees[this.parent[node]].push(node);
    for (const list of this.callees) if (list.length > 1) list.sort((a, b) => this.total[b] - this.total[a] || a - b);
  }

  children(node) {
    return this.callees[node];
  }

  hasChildren(node) {
    return this.callees[node].length > 0;
  }
}

const tree = hasFlame ? new TwoSidedTree(data.tree) : undefined;

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

const gridTree = () => tree;

/// What the call tree shows before the names.
const treeColumns = () => [
  ["Δ", (node) => changeText(node)],
  ["Δ time", (node) => delta(deltaOf(node))],
  ["Base", (node) => (baseOf(node) ? duration(baseOf(node)) : "–")],
  ["Head", (node) => (headOf(node) ? duration(headOf(node)) : "–")],
  ["Own base → head", (node) => (tree.own.base[node] || tree.own.head[node] ? `${micros(tree.own.base[node])} → ${micros(tree.own.head[node])} µs` : "")],
];
