/// Merges paths into a tree through one hash table of (parent, frame), then lays it out in preorder.
///
/// - Complexity: expected constant time per step of a path; no recursion, so the depth of stacks does not matter.
struct CallTreeBuilder {
  private var frame: [Int32] = [-1]
  private var parent: [Int32] = [-1]
  private var selfValue: [Int64] = [0]
  private var flags: [UInt8] = [0]
  /// Open-addressed hash table of node index; 0, the root, is empty. Its count is a power of two.
  private var slots: [UInt32] = Array(repeating: 0, count: 1024)

  /// The child of `node` with this frame, added when it is new.
  mutating func child(of node: UInt32, frame wanted: UInt32, flags added: UInt8) -> UInt32 {
    var slot = Self.hash(node, wanted) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = Int(slots[slot])
      if parent[candidate] == Int32(node), frame[candidate] == Int32(wanted) {
        flags[candidate] |= added
        return UInt32(candidate)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let new = UInt32(frame.count)
    frame.append(Int32(wanted))
    parent.append(Int32(node))
    selfValue.append(0)
    flags.append(added)
    slots[slot] = new
    if frame.count * 2 > slots.count { grow() }
    return new
  }

  mutating func add(_ value: Int64, to node: UInt32) { selfValue[Int(node)] &+= value }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for node in 1..<frame.count {
      var slot = Self.hash(UInt32(parent[node]), UInt32(frame[node])) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(node)
    }
  }

  private static func hash(_ node: UInt32, _ frame: UInt32) -> Int {
    Int(truncatingIfNeeded: ((UInt64(node) << 32 | UInt64(frame)) &* 0x9e37_79b9_7f4a_7c15) >> 32)
  }

  struct Layout {
    var frame: [Int32] = []
    var parent: [Int32] = []
    var depth: [Int32] = []
    var selfValue: [Int64] = []
    var total: [Int64] = []
    var subtreeEnd: [Int32] = []
    var flags: [UInt8] = []
  }

  /// The nodes in preorder, siblings ordered by total (largest first), then by frame.
  consuming func layout() -> Layout { layoutWithMoves().layout }

  /// The same, and where each node went.
  consuming func layoutWithMoves() -> (layout: Layout, moved: [Int32]) {
    var moved = [Int32](repeating: 0, count: frame.count)
    slots = []
    let totals = totals()
    let (starts, children) = sortedChildren(totals)
    var layout = Layout()
    layout.frame.reserveCapacity(frame.count)
    layout.parent.reserveCapacity(frame.count)
    layout.depth.reserveCapacity(frame.count)
    layout.selfValue.reserveCapacity(frame.count)
    layout.total.reserveCapacity(frame.count)
    layout.flags.reserveCapacity(frame.count)
    var open: [(node: Int32, parent: Int32)] = [(0, -1)]
    while let (node, newParent) = open.popLast() {
      let new = Int32(layout.frame.count)
      moved[Int(node)] = new
      layout.frame.append(frame[Int(node)])
      layout.parent.append(newParent)
      layout.depth.append(newParent < 0 ? 0 : layout.depth[Int(newParent)] + 1)
      layout.selfValue.append(selfValue[Int(node)])
      layout.total.append(totals[Int(node)])
      layout.flags.append(flags[Int(node)])
      for position in (Int(starts[Int(node)])..<Int(starts[Int(node) + 1])).reversed() { open.append((children[position], new)) }
    }
    layout.subtreeEnd = (0..<Int32(layout.frame.count)).map { $0 + 1 }
    // A parent comes before its children, so going backwards every subtree is complete when it is added to its parent.
    for node in layout.frame.indices.dropFirst().reversed() {
      let parent = Int(layout.parent[node])
      layout.subtreeEnd[parent] = max(layout.subtreeEnd[parent], layout.subtreeEnd[node])
    }
    return (layout, moved)
  }

  private func totals() -> [Int64] {
    var totals = selfValue
    for node in totals.indices.dropFirst().reversed() { totals[Int(parent[node])] &+= totals[node] }
    return totals
  }

  /// Children of all nodes laid end to end (a counting sort by parent); those of node `i` are at `starts[i]..<starts[i + 1]`.
  private func sortedChildren(_ totals: [Int64]) -> (starts: [Int32], children: [Int32]) {
    var starts = [Int32](repeating: 0, count: frame.count + 1)
    for node in 1..<max(1, frame.count) { starts[Int(parent[node]) + 1] += 1 }
    for node in frame.indices { starts[node + 1] += starts[node] }
    var next = starts
    var children = [Int32](repeating: 0, count: frame.count - 1)
    for node in 1..<max(1, frame.count) {
      let place = Int(next[Int(parent[node])])
      children[place] = Int32(node)
      next[Int(parent[node])] += 1
    }
    for node in frame.indices where starts[node + 1] - starts[node] > 1 {
      children[Int(starts[node])..<Int(starts[node + 1])].sort { left, right in
        let (a, b) = (totals[Int(left)], totals[Int(right)])
        return a != b ? a > b : frame[Int(left)] < frame[Int(right)]
      }
    }
    return (starts, children)
  }
}
