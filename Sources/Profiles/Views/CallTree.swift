/// Stacks merged from the root (or, inverted, from the leaf), as flat arrays in preorder: a parent comes before its children, siblings with the
/// larger total first.
///
/// A walk over the whole tree is a loop over the indices with `depth`; `subtreeEnd` skips a subtree. When the view groups by thread, task or
/// state, the nodes below the root are these groups.
public struct CallTree: Sendable {
  public let sampleType: ValueType
  public let isInverted: Bool
  /// The frames that `frame` refers to.
  public let frames: [ViewFrame]
  /// Index into `frames`; -1 for the root, node 0, which stands for everything.
  public let frame: [Int32]
  /// -1 for the root.
  public let parent: [Int32]
  /// 0 for the root.
  public let depth: [Int32]
  /// Value of the stacks that end at the node: at their leaf, or, inverted, at their root.
  public let selfValue: [Int64]
  /// Value of all stacks through the node.
  public let total: [Int64]
  /// First index after the node's descendants.
  public let subtreeEnd: [Int32]
  let flags: [UInt8]
  /// Sum over all samples of the profile, also those that are not shown.
  public let unfilteredTotal: Int64

  /// Number of nodes, with the root.
  public var count: Int { frame.count }

  /// True when some stack reaches the node through the async context chain.
  public func isAsync(_ node: Int) -> Bool { flags[node] & FrameFlags.async != 0 }

  /// True when some stack has the node's function inlined into its caller.
  public func isInlined(_ node: Int) -> Bool { flags[node] & FrameFlags.inlined != 0 }

  /// The node's children, the largest total first.
  public func children(of node: Int) -> [Int] {
    var children: [Int] = []
    var child = node + 1
    while child < Int(subtreeEnd[node]) {
      children.append(child)
      child = Int(subtreeEnd[child])
    }
    return children
  }

  public init(_ profile: Profile, _ options: ViewOptions = ViewOptions(), inverted: Bool = false) throws(ViewError) {
    self.init(try ProfileView(profile, options), inverted: inverted)
  }

  /// - Parameter groupsAtLeaf: Puts the groups of a view by thread, task or state beyond the leaves, as markers such as `[lock]`: how each stack
  ///   ends, rather than what the tree begins with.
  public init(_ view: ProfileView, inverted: Bool = false, groupsAtLeaf: Bool = false) {
    var builder = CallTreeBuilder()
    var markers: Set<UInt32> = []
    view.forEachPath { group, path, flags, sum in
      var node: UInt32 = 0
      if let group, !groupsAtLeaf || inverted { node = builder.child(of: node, frame: group, flags: 0) }
      for position in 0..<path.count {
        let position = inverted ? position : path.count - 1 - position
        node = builder.child(of: node, frame: path[position], flags: flags[position])
      }
      if let group, groupsAtLeaf {
        markers.insert(group)
        if !inverted { node = builder.child(of: node, frame: group, flags: 0) }
      }
      builder.add(sum, to: node)
    }
    let layout = builder.layout()
    sampleType = view.sampleType
    isInverted = inverted
    var frames = view.frames
    for marker in markers { frames[Int(marker)] = ViewFrame(name: "[\(frames[Int(marker)].name)]", kind: .marker) }
    self.frames = frames
    frame = layout.frame
    parent = layout.parent
    depth = layout.depth
    selfValue = layout.selfValue
    total = layout.total
    subtreeEnd = layout.subtreeEnd
    flags = layout.flags
    unfilteredTotal = view.unfilteredTotal
  }
}
