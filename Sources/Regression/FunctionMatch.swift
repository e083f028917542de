import Profiles

/// Which function of the base is which of the head.
///
/// In this order: the same name in the same file; the same symbol; the same name but for what the compiler numbers; the same name in another file, where
/// that is the only one; another name where callers, callees, place and cost agree. What is left is new or gone. Every frame is of exactly one function.
struct FunctionMatch: Sendable {
  private(set) var functions: [MatchedFunction] = []
  /// The function by frame; -1 for a frame without cost on either side.
  private(set) var functionOfFrame: [Int]

  /// - Complexity: linear in frames and nodes, plus the square of the few hundred functions that may have been renamed.
  init(_ table: RunTable) {
    let frames = table.forest.frames
    let presence = FramePresence(table)
    var groups = FrameGroups(presence)
    let names = frames.map { FunctionName($0.name) }
    let shortFiles = frames.map { $0.file.split(separator: "/").last.map(String.init) ?? "" }
    groups.joinNumbered(names, shortFiles, frames)
    groups.joinLone(.name) { frame in [frames[frame].name + "\u{0}" + shortFiles[frame]] }
    groups.joinLone(.symbol) { frame in table.symbols[frame] }
    groups.joinLone(.symbol) { frame in [names[frame].normalized + "\u{0}" + shortFiles[frame]] }
    groups.joinLone(.symbol) { frame in [names[frame].normalized] }
    for (before, after) in RenameFinder(table, presence, groups, names).renames { groups.join(before, after, .renamed) }
    (functions, functionOfFrame) = groups.functions(presence, frames)
  }
}

/// Which frames have cost on which side.
struct FramePresence: Sendable {
  private(set) var inBase: [Bool]
  private(set) var inHead: [Bool]

  init(_ table: RunTable) {
    inBase = [Bool](repeating: false, count: table.forest.frames.count)
    inHead = inBase
    for run in table.runs {
      for frame in run.totalCost.indices where run.totalCost[frame] > 0 {
        if run.side == .base { inBase[frame] = true } else { inHead[frame] = true }
      }
    }
  }
}
