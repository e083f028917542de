import Profiles

/// Which function of a stack a reader is told: the nearest to the leaf that belongs to the program itself, not to a library it uses.
///
/// The program is the folder of sources that is called like the executable; where there is none, the one where its stacks begin: that of the
/// outermost functions. Where a stack has none of its functions, the one a reader would name anyway stands for it.
struct ProgramCode: Sendable {
  /// By node, the node of the function to name.
  let named: [Int32]
  /// Whether a function is the program's own, by index into the forest's frames.
  let isOwn: [Bool]

  /// - Parameters:
  ///   - weights: Time by node.
  ///   - target: Path of the executable; empty when unknown.
  init(_ forest: CallForest, weights: [Double], target: String = "") {
    // The outermost function with a source file, by node.
    var outermost = [Int32](repeating: -1, count: forest.nodeCount)
    var folders: [String: Double] = [:]
    let folderOfFrame = forest.frames.map { Self.folder(of: $0) }
    for node in 1..<max(1, forest.nodeCount) {
      let inherited = outermost[Int(forest.parents[node])]
      outermost[node] = inherited >= 0 ? inherited : folderOfFrame[Int(forest.nodeFrames[node])] != nil ? forest.nodeFrames[node] : -1
      guard node < weights.count, weights[node] > 0, outermost[node] >= 0 else { continue }
      folders[folderOfFrame[Int(outermost[node])]!, default: 0] += weights[node]
    }
    let name = "/" + (target.split(separator: "/").last.map(String.init) ?? "") + "/"
    let namesake = folderOfFrame.lazy.compactMap(\.self).first { $0.hasSuffix(name) }
    let own = namesake ?? folders.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    let isOwn = folderOfFrame.map { folder in own.map { folder?.hasPrefix($0) ?? false } ?? false }
    var named = forest.actingNodes + [Int32](repeating: 0, count: max(0, forest.nodeCount - forest.actingNodes.count))
    var nearest = [Int32](repeating: 0, count: forest.nodeCount)
    for node in 1..<max(1, forest.nodeCount) {
      nearest[node] = isOwn[Int(forest.nodeFrames[node])] ? Int32(node) : nearest[Int(forest.parents[node])]
      if nearest[node] > 0 { named[node] = nearest[node] } else if named[node] == 0 { named[node] = Int32(node) }
    }
    self.named = named
    self.isOwn = isOwn
  }

  /// The folder of a target's sources: up to `Sources/NAME/` where there is one; nil for what is no source of a program.
  private static func folder(of frame: ViewFrame) -> String? {
    let file = frame.file
    guard frame.kind == .ordinary, let slash = file.lastIndex(of: "/"), !file.hasPrefix("<"), !file.hasPrefix("/usr/"),
      !file.contains("swift/stdlib/"), !file.contains("/swift-corelibs-"), !file.contains("/lib/swift/")
    else { return nil }
    let parts = file[..<slash].split(separator: "/", omittingEmptySubsequences: false)
    if let sources = parts.lastIndex(of: "Sources"), sources + 1 < parts.count { return parts[...(sources + 1)].joined(separator: "/") + "/" }
    return parts.joined(separator: "/") + "/"
  }
}
