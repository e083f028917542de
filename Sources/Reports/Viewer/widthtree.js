
// ---- a tree that was measured twice: its boxes can be as wide as one or the other ----

/// What the graph and the call tree walk: `total` is the width on show, children are the widest first.
class WidthTree {
  constructor(frame, parent) {
    this.count = frame.length;
    this.frame = frame;
    this.parent = parent;
    this.flags = new Uint8Array(this.count);
    this.depth = new Int32Array(this.count);
    for (let node = 1; node < this.count; node++) this.depth[node] = this.depth[parent[node]] + 1;
    /// By name, the width of every node with all it calls; who extends this fills it in.
    this.widths = {};
  }

  choose(width) {
    this.total = this.widths[width];
    this.callees = Array.from({ length: this.count }, () => []);
    for (let node = 1; node < this.count; node++) if (this.total[node] > 0) this.callees[this.parent[node]].push(node);
    for (const list of this.callees) if (list.length > 1) list.sort((a, b) => this.total[b] - this.total[a] || a - b);
    return this;
  }

  children(node) {
    return this.callees[node];
  }

  hasChildren(node) {
    return this.callees[node].length > 0;
  }
}
