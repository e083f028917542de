
// ---- the stacks of both sides as one tree: its numbers ----

const WIDTHS = ["both", "base", "head"];
const hasFlame = data.tree !== undefined && data.tree.frame.length > 1;

/// `both` adds up the larger side of each node's own time, so that what is called always fits below its caller and what vanished keeps its place.
class TwoSidedTree extends WidthTree {
  constructor(source) {
    super(source.frame, source.parent);
    this.own = { base: Float64Array.from(source.base), head: Float64Array.from(source.head) };
    const both = this.own.base.map((time, node) => Math.max(time, this.own.head[node]));
    this.widths = { base: this.own.base.slice(), head: this.own.head.slice(), both };
    for (let node = this.count - 1; node > 0; node--) for (const side of WIDTHS) this.widths[side][this.parent[node]] += this.widths[side][node];
    this.choose("both");
  }
}

const tree = hasFlame ? new TwoSidedTree(data.tree) : undefined;

const name = (node) => (node === 0 ? `all ${data.unit}s` : data.names[tree.frame[node]]);
const baseOf = (node) => tree.widths.base[node];
const headOf = (node) => tree.widths.head[node];
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
