import Profiles

/// Own nanoseconds per request of every node of a calling-context tree.
struct NodeTimes: Sendable {
  var base: [Double]
  /// Δ by node and class: `deltas[node * classes + class]`.
  var deltas: [Double]
  static let classes = LossClass.allCases.count

  init(count: Int) {
    base = [Double](repeating: 0, count: count)
    deltas = [Double](repeating: 0, count: count * Self.classes)
  }

  mutating func add(_ time: Double, _ lossClass: LossClass, _ node: Int32) { deltas[Int(node) * Self.classes + lossClass.order] += time }
}

extension LossClass {
  /// The place in the list of all.
  var order: Int { Self.allCases.firstIndex(of: self)! }
}

/// Makes trees that can be shown: without the branches too small to see, whose time their callers take.
struct AccountTree {
  let forest: CallForest
  /// Nanoseconds per request below which a branch is not shown.
  let threshold: Double

  /// Parents come before children; the first is the root. Sums over all nodes are those of `times`.
  func nodes(_ times: NodeTimes) -> [Account.TreeNode] {
    var times = times
    let count = forest.nodeCount
    var weights = [Double](repeating: 0, count: count)
    for node in stride(from: count - 1, through: 0, by: -1) {
      weights[node] += times.base[node]
      for place in 0..<NodeTimes.classes { weights[node] += abs(times.deltas[node * NodeTimes.classes + place]) }
      if node > 0 { weights[Int(forest.parents[node])] += weights[node] }
    }
    for node in stride(from: count - 1, to: 0, by: -1) where weights[node] < threshold {
      let parent = Int(forest.parents[node])
      times.base[parent] += times.base[node]
      for place in 0..<NodeTimes.classes { times.deltas[parent * NodeTimes.classes + place] += times.deltas[node * NodeTimes.classes + place] }
    }
    var moved = [Int](repeating: -1, count: count)
    var result: [Account.TreeNode] = []
    for node in 0..<count where node == 0 || weights[node] >= threshold {
      moved[node] = result.count
      var deltas: [LossClass: Double] = [:]
      for (place, lossClass) in LossClass.allCases.enumerated() {
        let delta = times.deltas[node * NodeTimes.classes + place]
        if delta != 0 { deltas[lossClass] = delta }
      }
      let frame = node == 0 ? FrameName("all requests") : FrameName(forest.frames[Int(forest.nodeFrames[node])])
      result.append(
        Account.TreeNode(frame: frame, parent: node == 0 ? -1 : moved[Int(forest.parents[node])], base: times.base[node], deltas: deltas))
    }
    return result
  }
}
