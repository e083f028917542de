/// One calling-context tree for the stacks of many profiles: the same path of functions is the same node in all of them.
///
/// Functions are the same when name and file are. Frames of the kernel, of schedulers and compiler-made glue are left out, and a function that
/// calls itself is one frame, so that stacks of different runs meet.
public struct CallForest: Sendable {
  /// Distinct functions.
  public private(set) var frames: [ViewFrame] = []
  /// The caller's node, by node; node 0 is the root, its parent -1. Parents come before children.
  public private(set) var parents: [Int32] = [-1]
  /// Index into `frames`, by node; -1 for the root.
  public private(set) var nodeFrames: [Int32] = [-1]
  /// By node, the node of the function by which a reader would name the stack: the node itself or one of its callers; 0 where nobody asked.
  public private(set) var actingNodes: [Int32] = [0]
  private var frameIndices: [FrameKey: Int32] = [:]
  /// What is known of functions of the profiles so far: most are the same in each.
  var functions: [Function: FunctionFacts] = [:]
  /// Open-addressed hash table of nodes by caller and function; 0 is empty (the root is nobody's child). Its count is a power of two. The key
  /// lies beside the node, so that a look-up touches one line of the cache.
  private var slots = [Slot](repeating: Slot(key: 0, node: 0), count: 1024)

  /// The node looked up last.
  private var last: Int32 = 0

  private struct Slot {
    var key: UInt64
    var node: Int32
  }

  private struct FrameKey: Hashable {
    var name: String
    var file: String
  }

  /// Where the stacks of one profile are in the tree.
  public struct Placement: Sendable {
    /// Node by stack.
    public var nodes: [Int32]
    /// The function by which a reader would name the stack, by stack; an index into `frames`.
    public var acting: [Int32]
  }

  public init() {}

  public var nodeCount: Int { parents.count }

  /// The frame of a function of a profile that was added, as an index into `frames`; nil for one nobody added.
  public func frame(of function: Function) -> Int? { functions[function].map { Int($0.frame) } }

  /// Adds the stacks of a profile.
  /// - Complexity: linear in the frames of distinct stacks that have not the same callers, plus sorting the stacks.
  public mutating func add(_ profile: Profile) -> Placement {
    let locations = LocationFrames(profile, &self)
    var nodes = [Int32](repeating: 0, count: profile.stacks.count)
    var acting = nodes
    profile.stacks.withElements { elements in
      // The path of the stack before: what it has in common from the root is not looked up again.
      var before: Range<Int> = 0..<0
      var path: [Int32] = []
      for stack in profile.stacksFromRoot() {
        let range = profile.stacks.range(of: Int(stack))
        var common = 0
        let limit = min(range.count, before.count)
        while common < limit, elements[range.upperBound - 1 - common] == elements[before.upperBound - 1 - common] { common += 1 }
        path.removeSubrange(common...)
        var node = path.last ?? 0
        for position in stride(from: range.upperBound - 1 - common, through: range.lowerBound, by: -1) {
          for frame in locations.frames(of: Int(elements[position])) where frame != nodeFrames[Int(node)] { node = child(of: node, frame) }
          path.append(node)
        }
        nodes[Int(stack)] = node
        before = range
        acting[Int(stack)] = locations.acting(elements[range])
      }
    }
    actingNodes += [Int32](repeating: 0, count: nodeCount - actingNodes.count)
    for (stack, node) in nodes.enumerated() where actingNodes[Int(node)] == 0 { actingNodes[Int(node)] = caller(of: node, acting[stack]) }
    return Placement(nodes: nodes, acting: acting)
  }

  /// The node of a path of functions, from the root.
  public mutating func node(path: [ViewFrame]) -> Int32 {
    let node = path.reduce(Int32(0)) { child(of: $0, intern($1)) }
    actingNodes += [Int32](repeating: 0, count: nodeCount - actingNodes.count)
    actingNodes[Int(node)] = node
    return node
  }

  /// The nearest node from the leaf with this function; the node itself when there is none.
  private func caller(of node: Int32, _ frame: Int32) -> Int32 {
    var current = node
    while current > 0 {
      if nodeFrames[Int(current)] == frame { return current }
      current = parents[Int(current)]
    }
    return node
  }

  /// The functions of a node, leaf first.
  public func stack(of node: Int32) -> [ViewFrame] {
    var result: [ViewFrame] = []
    var current = node
    while current > 0 {
      result.append(frames[Int(nodeFrames[Int(current)])])
      current = parents[Int(current)]
    }
    return result
  }

  mutating func intern(_ frame: ViewFrame) -> Int32 {
    let key = FrameKey(name: frame.name, file: frame.file)
    if let known = frameIndices[key] {
      if frame.line > 0, frames[Int(known)].line == 0 || frame.line < frames[Int(known)].line { frames[Int(known)].line = frame.line }
      return known
    }
    frames.append(frame)
    frameIndices[key] = Int32(frames.count - 1)
    return Int32(frames.count - 1)
  }

  private mutating func child(of parent: Int32, _ frame: Int32) -> Int32 {
    // A path that an earlier profile added lies in one piece: mostly the next node is the next one.
    let next = Int(last) + 1
    if next < parents.count, parents[next] == parent, nodeFrames[next] == frame {
      last = Int32(next)
      return last
    }
    last = find(parent, frame)
    return last
  }

  private mutating func find(_ parent: Int32, _ frame: Int32) -> Int32 {
    let key = UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: frame))
    let mask = slots.count - 1
    var place = Self.hash(key) & mask
    let known = slots.withUnsafeBufferPointer { slots -> Int32 in
      while slots[place].node != 0 {
        if slots[place].key == key { return slots[place].node }
        place = (place + 1) & mask
      }
      return 0
    }
    if known != 0 { return known }
    parents.append(parent)
    nodeFrames.append(frame)
    let node = Int32(parents.count - 1)
    slots[place] = Slot(key: key, node: node)
    if parents.count * 2 > slots.count { grow() }
    return node
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(key: 0, node: 0), count: old.count * 2)
    for slot in old where slot.node != 0 {
      var place = Self.hash(slot.key) & (slots.count - 1)
      while slots[place].node != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = slot
    }
  }

  /// Fibonacci hashing.
  private static func hash(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 33) }
}
