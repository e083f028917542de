
// ---- trees ----

const ASYNC = 1;

/// A tree of merged stacks as columns. Node 0 is the root; children are linked lists, the largest first.
class Tree {
  constructor() {
    this.frame = [-1];
    this.parent = [-1];
    this.self = [0];
    this.total = [0];
    this.flags = [0];
    this.depth = [0];
    this.children = [[]];
    this.index = new Map();
  }

  child(parent, frame, flags) {
    const key = parent * data.names.length + frame;
    let node = this.index.get(key);
    if (node === undefined) {
      node = this.frame.length;
      this.index.set(key, node);
      this.frame.push(frame);
      this.parent.push(parent);
      this.self.push(0);
      this.total.push(0);
      this.flags.push(flags);
      this.depth.push(this.depth[parent] + 1);
      this.children.push([]);
      this.children[parent].push(node);
    }
    this.flags[node] |= flags;
    return node;
  }

  /// A parent is always made before its children, so one backward pass sums the totals.
  finish() {
    for (let node = this.frame.length - 1; node >= 0; node--) {
      this.total[node] += this.self[node];
      if (node > 0) this.total[this.parent[node]] += this.total[node];
      this.children[node].sort((a, b) => this.total[b] - this.total[a] || this.frame[a] - this.frame[b]);
    }
    this.index = null;
    return this;
  }
}

function isHidden(frame) {
  const kind = data.kinds[frame];
  return (kind === KIND.scheduler && !state.scheduler) || (kind === KIND.thunk && !state.thunks);
}

/// The recorded tree without hidden frames, from the root or (inverted) from the leaf.
function buildTree() {
  const tree = new Tree();
  for (const base of shown.trees) addStacks(base, tree);
  return tree.finish();
}

function addStacks(base, tree) {
  const visible = new Int32Array(base.frame.length);
  const parents = new Int32Array(base.frame.length);
  const open = [];
  for (let node = 0; node < base.frame.length; node++) {
    open.length = base.depth[node];
    const parent = open.length ? open[open.length - 1] : -1;
    parents[node] = parent;
    open.push(node);
    if (!state.inverted) {
      const above = parent < 0 ? 0 : visible[parent];
      visible[node] = isHidden(base.frame[node]) ? above : tree.child(above, base.frame[node], base.flags[node]);
      tree.self[visible[node]] += base.self[node];
    } else if (base.self[node] > 0) {
      let at = 0;
      for (let up = node; up >= 0; up = parents[up]) {
        if (!isHidden(base.frame[up])) at = tree.child(at, base.frame[up], base.flags[up]);
      }
      tree.self[at] += base.self[node];
    }
  }
}
