import Profiles
import Regression

/// The stacks of both sides small enough for a page: what would be narrower than a pixel of a wide screen is summed up, once below each caller.
struct ComparisonPageTree {
  /// Of the larger side; 20 000 parts are ten times as many as a screen has pixels.
  private static let smallestPart = 1.0 / 20_000

  private(set) var parents: [Int32] = [-1]
  /// Index into `frames`; `frames.count` for what was summed up, -1 for the root.
  private(set) var nodeFrames: [Int32] = [-1]
  private(set) var base: [Double] = [0]
  private(set) var head: [Double] = [0]
  private let frames: [ViewFrame]

  /// Malformed trees lose what is malformed: nodes that stand before their caller, or of frames that are not there.
  ///
  /// - Complexity: O(n) for n nodes.
  init(_ tree: DifferenceTree) {
    frames = tree.frames
    let count = [tree.parents.count, tree.nodeFrames.count, tree.base.count, tree.head.count].min() ?? 0
    guard count > 0 else { return }
    let own = { (value: Double) in value.isFinite ? max(0, value) : 0 }
    let isSound = (0..<count).map { node in
      node == 0 || (tree.parents[node] >= 0 && tree.parents[node] < node && tree.frames.indices.contains(Int(tree.nodeFrames[node])))
    }
    var totalBase = (0..<count).map { isSound[$0] ? own(tree.base[$0]) : 0 }
    var totalHead = (0..<count).map { isSound[$0] ? own(tree.head[$0]) : 0 }
    for node in stride(from: count - 1, to: 0, by: -1) where isSound[node] {
      totalBase[Int(tree.parents[node])] += totalBase[node]
      totalHead[Int(tree.parents[node])] += totalHead[node]
    }
    let least = max(totalBase[0], totalHead[0]) * Self.smallestPart
    (base[0], head[0]) = (own(tree.base[0]), own(tree.head[0]))
    var places = [Int32](repeating: -1, count: count)
    places[0] = 0
    var smaller: [Int32: Int] = [:]
    for node in 1..<max(1, count) where isSound[node] {
      let parent = places[Int(tree.parents[node])]
      guard parent >= 0, max(totalBase[node], totalHead[node]) > 0 else { continue }
      if max(totalBase[node], totalHead[node]) > least {
        places[node] = Int32(parents.count)
        append(parent, tree.nodeFrames[node], own(tree.base[node]), own(tree.head[node]))
      } else if let place = smaller[parent] {
        base[place] += totalBase[node]
        head[place] += totalHead[node]
      } else {
        smaller[parent] = parents.count
        append(parent, Int32(frames.count), totalBase[node], totalHead[node])
      }
    }
  }

  private mutating func append(_ parent: Int32, _ frame: Int32, _ base: Double, _ head: Double) {
    parents.append(parent)
    nodeFrames.append(frame)
    self.base.append(base)
    self.head.append(head)
  }

  func write(_ names: inout PageNames, _ writer: inout JSONWriter) {
    var indices = [Int](repeating: -1, count: frames.count + 1)
    let summed = ViewFrame(name: "(smaller)", kind: .marker)
    let shown = nodeFrames.map { frame -> Int in
      guard frame >= 0 else { return -1 }
      if indices[Int(frame)] < 0 { indices[Int(frame)] = names.index(of: Int(frame) < frames.count ? frames[Int(frame)] : summed) }
      return indices[Int(frame)]
    }
    writer.key("tree")
    writer.object { writer in
      writer.column("parent", parents)
      writer.column("frame", shown)
      for (key, values) in [("base", base), ("head", head)] {
        writer.key(key)
        // Whole nanoseconds, but where they are few.
        writer.array { writer in for value in values { writer.value(precise: abs(value) >= 1000 ? value.rounded() : (value * 100).rounded() / 100) } }
      }
    }
  }
}
