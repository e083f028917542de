
// ---- trees ----

/// A tree of merged stacks as columns. Node 0 is the root; a parent comes before its children, which are sorted when somebody asks for them.
class Tree {
  constructor(room) {
    this.count = 1;
    this.frame = new Int32Array(room).fill(-1, 0, 1);
    this.parent = new Int32Array(room).fill(-1, 0, 1);
    this.depth = new Int32Array(room);
    this.flags = new Uint8Array(room);
    this.self = new Float64Array(room);
    this.total = new Float64Array(room);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * room + 2)));
  }

  /// The child of a node with this frame, made when it is new: one hash table over (parent, frame).
  child(parent, frame, flags) {
    const mask = this.slots.length - 1;
    let slot = (Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (let node; (node = this.slots[slot]); slot = (slot + 1) & mask) {
      if (this.parent[node] === parent && this.frame[node] === frame) {
        this.flags[node] |= flags;
        return node;
      }
    }
    this.slots[slot] = this.count;
    return this.append(parent, frame, flags);
  }

  append(parent, frame, flags) {
    const node = this.count++;
    this.frame[node] = frame;
    this.parent[node] = parent;
    this.depth[node] = this.depth[parent] + 1;
    this.flags[node] = flags;
    return node;
  }

  /// Sums totals backwards, and lays the children of each node side by side.
  finish() {
    this.slots = null;
    this.starts = new Int32Array(this.count + 2);
    for (let node = this.count - 1; node >= 0; node--) {
      this.total[node] += this.self[node];
      // What no sample that counts went through is not there.
      if (node === 0 || this.total[node] === 0) continue;
      this.total[this.parent[node]] += this.total[node];
      this.starts[this.parent[node] + 2]++;
    }
    for (let node = 2; node < this.starts.length; node++) this.starts[node] += this.starts[node - 1];
    this.below = new Int32Array(Math.max(0, this.count - 1));
    for (let node = 1; node < this.count; node++) if (this.total[node] !== 0) this.below[this.starts[this.parent[node] + 1]++] = node;
    this.isSorted = new Uint8Array(this.count);
    return this;
  }

  /// The largest first.
  children(node) {
    const children = this.below.subarray(this.starts[node], this.starts[node + 1]);
    if (!this.isSorted[node] && children.length > 1) {
      children.sort((a, b) => this.total[b] - this.total[a] || this.frame[a] - this.frame[b]);
    }
    this.isSorted[node] = 1;
    return children;
  }

  hasChildren(node) {
    return this.starts[node] < this.starts[node + 1];
  }
}

/// Callers below what they called: the same stacks from their leaves. A node is opened when somebody asks for its children, so that nothing is
/// made that nobody sees.
class InvertedTree {
  /// - Parameters:
  ///   - starts: Nodes of the other tree to begin with, and what each counts.
  ///   - areLeaves: Whether that is the functions' own. What is a caller's own is nowhere in such a tree.
  constructor(tree, starts, areLeaves) {
    this.tree = tree;
    this.areLeaves = areLeaves;
    this.count = 1;
    this.frame = [-1];
    this.parent = [-1];
    this.depth = [0];
    this.flags = [0];
    this.self = [0];
    this.total = [starts.values.reduce((sum, value) => sum + value, 0)];
    this.opened = [null];
    this.pending = [null];
    this.opened[0] = this.grouped(0, starts.nodes, starts.values);
  }

  /// Every stack from where it ends.
  static ofLeaves(tree) {
    const starts = { nodes: [], values: [] };
    for (let node = 1; node < tree.count; node++) {
      if (tree.self[node] === 0) continue;
      starts.nodes.push(node);
      starts.values.push(tree.self[node]);
    }
    return new InvertedTree(tree, starts, true);
  }

  /// The callers of a function; where it called itself, of its outermost call.
  static ofFunction(tree, frame) {
    const starts = { nodes: [], values: [] };
    const isInside = new Uint8Array(tree.count);
    for (let node = 1; node < tree.count; node++) {
      isInside[node] = isInside[tree.parent[node]];
      if (isInside[node] || tree.frame[node] !== frame) continue;
      isInside[node] = 1;
      starts.nodes.push(node);
      starts.values.push(tree.total[node]);
    }
    return new InvertedTree(tree, starts, false);
  }

  grouped(parent, nodes, values) {
    const groups = new Map();
    for (let index = 0; index < nodes.length; index++) {
      const frame = this.tree.frame[nodes[index]];
      let group = groups.get(frame);
      if (!group) groups.set(frame, (group = { frame, total: 0, flags: 0, nodes: [], values: [] }));
      group.total += values[index];
      group.flags |= this.tree.flags[nodes[index]];
      group.nodes.push(nodes[index]);
      group.values.push(values[index]);
    }
    const sorted = [...groups.values()].sort((a, b) => b.total - a.total || a.frame - b.frame);
    return sorted.map((group) => this.append(parent, group));
  }

  append(parent, group) {
    const node = this.count++;
    this.frame.push(group.frame);
    this.parent.push(parent);
    this.depth.push(this.depth[parent] + 1);
    this.flags.push(group.flags);
    this.total.push(group.total);
    this.self.push(this.areLeaves && parent === 0 ? group.total : 0);
    this.opened.push(null);
    this.pending.push(group);
    return node;
  }

  children(node) {
    if (this.opened[node]) return this.opened[node];
    const { nodes, values } = this.pending[node];
    if (nodes.length === 1) return (this.opened[node] = this.onlyCaller(node, nodes[0], values));
    const [callers, amounts] = [[], []];
    for (let index = 0; index < nodes.length; index++) {
      const caller = this.tree.parent[nodes[index]];
      if (caller === 0) continue;
      callers.push(caller);
      amounts.push(values[index]);
    }
    this.pending[node] = null;
    return (this.opened[node] = this.grouped(node, callers, amounts));
  }

  /// Of most nodes far from the leaves there is one stack left: nothing has to be grouped.
  onlyCaller(node, callee, values) {
    const caller = this.tree.parent[callee];
    this.pending[node] = null;
    if (caller === 0) return [];
    const { frame, flags } = this.tree;
    return [this.append(node, { frame: frame[caller], flags: flags[caller], total: values[0], nodes: [caller], values })];
  }

  hasChildren(node) {
    return this.opened[node] ? this.opened[node].length > 0 : this.pending[node].nodes.some((start) => this.tree.parent[start] !== 0);
  }
}

/// Stacks one after the other: neighbours are one node as far as they begin alike. Of a long recording that would be many millions of nodes: each is
/// made when somebody asks for its parent's children, and stands for a span of the sequence.
class TimeTree {
  /// - Parameters:
  ///   - merged: A tree of all the stacks.
  ///   - ends: Nodes of it in which the stacks end, in their order.
  ///   - values: What each counts.
  constructor(merged, ends, values) {
    this.merged = merged;
    this.ends = ends;
    this.isOrdered = false;
    this.sums = new Float64Array(ends.length + 1);
    values.forEach((value, index) => { this.sums[index + 1] = this.sums[index] + value; });
    // By place in the sequence, how many frames it has in common with the one before.
    this.shared = Int32Array.from(ends, (end, index) => (index ? this.commonDepth(ends[index - 1], end) : 0));
    this.count = 0;
    for (const column of ["frame", "parent", "depth", "flags", "self", "total", "spans", "opened"]) this[column] = [];
    this.append(-1, 0, 0, ends.length);
  }

  commonDepth(a, b) {
    const { parent, depth } = this.merged;
    while (a !== b) {
      if (depth[a] >= depth[b]) a = parent[a];
      else b = parent[b];
    }
    return depth[a];
  }

  /// - Parameter like: The node of the merged tree it is one of.
  append(parent, like, begin, end) {
    const { frame, depth, flags } = this.merged;
    let own = 0;
    for (let index = begin; index < end; index++) if (this.ends[index] === like) own += this.sums[index + 1] - this.sums[index];
    this.frame.push(frame[like]);
    this.parent.push(parent);
    this.depth.push(depth[like]);
    this.flags.push(flags[like]);
    this.self.push(own);
    this.total.push(this.sums[end] - this.sums[begin]);
    this.spans.push([begin, end]);
    this.opened.push(null);
    return this.count++;
  }

  /// The earliest first.
  children(node) {
    return (this.opened[node] ??= this.made(node));
  }

  made(node) {
    const { parent, depth } = this.merged;
    const [begin, end] = this.spans[node];
    const below = this.depth[node] + 1;
    const children = [];
    for (let from = begin, to; from < end; from = to) {
      for (to = from + 1; to < end && this.shared[to] >= below; to++);
      let like = this.ends[from];
      // What ends in the node itself has no child.
      if (depth[like] < below || this.sums[to] === this.sums[from]) continue;
      while (depth[like] > below) like = parent[like];
      children.push(this.append(node, like, from, to));
    }
    return children;
  }

  hasChildren(node) {
    return this.total[node] !== this.self[node];
  }
}
