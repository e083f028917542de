/// The tree of all stacks: a node is a frame and the node of its caller, which always comes before it.
///
/// - Complexity: `node` takes amortised constant time and allocates only when the table grows.
struct FirefoxStacks {
  /// Index of the frame, by node.
  private(set) var frames: [UInt32] = []
  /// The caller's node by node, -1 for a root.
  private(set) var callers: [Int32] = []
  /// Open-addressed hash table of node + 1; 0 is empty. Its count is a power of two.
  private var slots: [Int32] = Array(repeating: 0, count: 1024)

  var count: Int { frames.count }

  /// The node of `frame` called from node `caller` (-1 for none), adding it when it is new.
  mutating func node(_ frame: UInt32, caller: Int32) -> Int32 {
    var slot = slot(frame, caller)
    while slots[slot] != 0 {
      let candidate = Int(slots[slot]) - 1
      if frames[candidate] == frame, callers[candidate] == caller { return Int32(candidate) }
      slot = (slot + 1) & (slots.count - 1)
    }
    frames.append(frame)
    callers.append(caller)
    slots[slot] = Int32(count)
    if count * 2 > slots.count { grow() }
    return Int32(count - 1)
  }

  /// The place of every node when the tree is walked depth first, callees in the order of their first appearance.
  func depthFirstRanks() -> [Int32] {
    var firstChild = [Int32](repeating: -1, count: count)
    var nextSibling = [Int32](repeating: -1, count: count)
    var root: Int32 = -1
    for node in (0..<count).reversed() {
      let caller = Int(callers[node])
      nextSibling[node] = caller < 0 ? root : firstChild[caller]
      if caller < 0 { root = Int32(node) } else { firstChild[caller] = Int32(node) }
    }
    var ranks = [Int32](repeating: 0, count: count)
    var next: Int32 = 0
    var node = root
    while node >= 0 {
      ranks[Int(node)] = next
      next += 1
      if firstChild[Int(node)] >= 0 {
        node = firstChild[Int(node)]
        continue
      }
      while node >= 0, nextSibling[Int(node)] < 0 { node = callers[Int(node)] }
      if node >= 0 { node = nextSibling[Int(node)] }
    }
    return ranks
  }

  func append(to output: inout ByteBuffer) {
    output.append(#"{"length":\#(count)"#)
    output.appendColumn("frame", frames.lazy.map { Int64($0) })
    output.appendColumn("prefixOffset", callers.indices.lazy.map { callers[$0] < 0 ? 0 : Int64($0) - Int64(callers[$0]) })
    output.append(UInt8(ascii: "}"))
  }

  private func slot(_ frame: UInt32, _ caller: Int32) -> Int {
    let key = UInt64(frame) << 32 | UInt64(UInt32(bitPattern: caller))
    let hash = (key ^ key >> 29) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 4)
    for node in 0..<count {
      var slot = slot(frames[node], callers[node])
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(node) + 1
    }
  }
}
