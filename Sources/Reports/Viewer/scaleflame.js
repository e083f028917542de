
// ---- the differential flame graph of scale: its numbers ----

const CLASSES = data.classes.length;
const hasFlame = data.account !== undefined && data.account.victims.frame.length > 1;

/// The stacks of one side, with sums over each node and all it calls: base, Δ by class, and the widths of both modes.
class GrowthTree extends WidthTree {
  constructor(source) {
    // A node without a caller before it stands below the root.
    super(source.frame, source.parent.map((caller, node) => (node === 0 ? -1 : caller >= 0 && caller < node ? caller : 0)));
    this.base = Float64Array.from(source.base);
    this.deltas = new Float64Array(this.count * CLASSES);
    this.widths = { change: new Float64Array(this.count), total: Float64Array.from(source.base, (time) => Math.max(0, time)) };
    for (let at = 0; at + 2 < source.deltas.length; at += 3) {
      const [node, place, delta] = source.deltas.slice(at, at + 3);
      this.deltas[node * CLASSES + place] += delta;
      this.widths.change[node] += Math.abs(delta);
      this.widths.total[node] += Math.max(0, delta);
    }
    this.own = { change: this.widths.change.slice(), total: this.widths.total.slice() };
    for (let node = this.count - 1; node > 0; node--) {
      const up = this.parent[node];
      this.base[up] += this.base[node];
      this.widths.change[up] += this.widths.change[node];
      this.widths.total[up] += this.widths.total[node];
      for (let place = 0; place < CLASSES; place++) this.deltas[up * CLASSES + place] += this.deltas[node * CLASSES + place];
    }
  }

  /// Δ of a node and all it calls.
  delta(node) {
    let sum = 0;
    for (let place = 0; place < CLASSES; place++) sum += this.deltas[node * CLASSES + place];
    return sum;
  }
}
