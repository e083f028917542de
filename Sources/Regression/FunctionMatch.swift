import Profiles

/// Which function of the base is which of the head.
struct FunctionMatch: Sendable {
  private(set) var functions: [MatchedFunction] = []

  /// - Complexity: linear in frames.
  init(_ table: RunTable, fileRenames: [String: String] = [:]) {
    let frames = table.forest.frames
    var (inBase, inHead) = ([Bool](repeating: false, count: frames.count), [Bool](repeating: false, count: frames.count))
    for run in table.runs {
      for frame in run.totalCost.indices where run.totalCost[frame] > 0 {
        if run.side == .base { inBase[frame] = true } else { inHead[frame] = true }
      }
    }
    for frame in frames.indices where inBase[frame] || inHead[frame] {
      let match: Comparison.Match = inBase[frame] && inHead[frame] ? .name : inHead[frame] ? .new : .gone
      functions.append(MatchedFunction(frames: [frame], shown: frame, before: nil, match: match))
    }
  }
}
