import Profiles

/// A call tree small enough for a page: nodes that would be narrower than a pixel are summed up, one per parent.
struct PageTree {
  /// Preorder without the root; a node's place is told by its depth (0 below the root).
  private(set) var frame: [Int32] = []
  private(set) var depth: [Int32] = []
  private(set) var selfValue: [Int64] = []
  /// 1: reached through the async chain.
  private(set) var flags: [UInt8] = []
  private(set) var frames: [ViewFrame]

  init(_ tree: CallTree) {
    frames = tree.frames
    let smaller = Int32(frames.count)
    frames.append(ViewFrame(name: "(smaller)", kind: .marker))
    let smallest = tree.total.isEmpty ? 0 : tree.total[0] / PageData.smallestPart
    var node = 1
    while node < tree.count {
      if tree.total[node] > smallest {
        append(tree.frame[node], tree.depth[node] - 1, tree.selfValue[node], tree.isAsync(node) ? 1 : 0)
        node += 1
        continue
      }
      // Siblings come largest first: from here to the end of the parent all are small.
      let parent = Int(tree.parent[node])
      let end = Int(tree.subtreeEnd[parent])
      var sum: Int64 = 0
      var sibling = node
      while sibling < end {
        sum &+= tree.total[sibling]
        sibling = Int(tree.subtreeEnd[sibling])
      }
      if sum > 0 { append(smaller, tree.depth[node] - 1, sum, 0) }
      node = end
    }
  }

  private mutating func append(_ frame: Int32, _ depth: Int32, _ selfValue: Int64, _ flags: UInt8) {
    self.frame.append(frame)
    self.depth.append(depth)
    self.selfValue.append(selfValue)
    self.flags.append(flags)
  }
}
