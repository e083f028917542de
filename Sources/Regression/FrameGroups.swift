import Profiles

/// Frames that are the same function, while it is found out.
struct FrameGroups: Sendable {
  /// The first frame of the group, by frame.
  private(set) var group: [Int]
  private var match: [Int: Comparison.Match] = [:]
  private let presence: FramePresence

  init(_ presence: FramePresence) {
    group = Array(presence.inBase.indices)
    self.presence = presence
    joined = [Bool](repeating: false, count: group.count)
  }

  /// Whether a frame was joined with another.
  private var joined: [Bool]

  /// A frame only one side has, and that nobody matched.
  func isLone(_ frame: Int, _ side: Side) -> Bool {
    guard !joined[frame], presence.inBase[frame] != presence.inHead[frame] else { return false }
    return side == .base ? presence.inBase[frame] : presence.inHead[frame]
  }

  mutating func join(_ before: Int, _ after: Int, _ kind: Comparison.Match) {
    let (old, new) = (group[before], group[after])
    guard old != new else { return }
    if joined[after] { for frame in group.indices where group[frame] == new { group[frame] = old } } else { group[after] = old }
    match[old] = kind
    (joined[before], joined[after]) = (true, true)
  }

  /// Joins a lone frame of the base with one of the head that has a key in common, where there is only one of each.
  mutating func joinLone(_ kind: Comparison.Match, _ keys: (Int) -> [String]) {
    var base: [String: [Int]] = [:]
    var head: [String: [Int]] = [:]
    for frame in group.indices {
      if isLone(frame, .base) { for key in keys(frame) { base[key, default: []].append(frame) } }
      if isLone(frame, .head) { for key in keys(frame) { head[key, default: []].append(frame) } }
    }
    for frame in group.indices where isLone(frame, .base) {
      for key in keys(frame) {
        guard let before = base[key], let after = head[key], before.count == 1, after.count == 1, isLone(after[0], .head), isLone(frame, .base) else {
          continue
        }
        join(frame, after[0], kind)
      }
    }
  }

  /// Closures of one function are numbered: where the sides do not have the same numbers, nobody knows which is which, and they are one row.
  mutating func joinNumbered(_ names: [FunctionName], _ files: [String], _ frames: [ViewFrame]) {
    var numbered: [String: [Int]] = [:]
    for frame in group.indices where names[frame].normalized != frames[frame].name && (presence.inBase[frame] || presence.inHead[frame]) {
      numbered[names[frame].normalized + "\u{0}" + files[frame], default: []].append(frame)
    }
    for (_, members) in numbered.sorted(by: { $0.value[0] < $1.value[0] }) where members.count > 1 {
      if members.allSatisfy({ presence.inBase[$0] && presence.inHead[$0] }) { continue }
      guard members.contains(where: { presence.inBase[$0] }), members.contains(where: { presence.inHead[$0] }) else { continue }
      for member in members.dropFirst() { join(members[0], member, .symbol) }
      for member in members { joined[member] = true }
    }
  }

  /// The groups with cost, in the order of their first frames.
  func functions(_ presence: FramePresence, _ frames: [ViewFrame]) -> ([MatchedFunction], [Int]) {
    var members: [Int: [Int]] = [:]
    for frame in group.indices where presence.inBase[frame] || presence.inHead[frame] { members[group[frame], default: []].append(frame) }
    var functions: [MatchedFunction] = []
    var functionOfFrame = [Int](repeating: -1, count: frames.count)
    for (first, frames) in members.sorted(by: { $0.key < $1.key }) {
      let before = frames.first { presence.inBase[$0] }
      let after = frames.first { presence.inHead[$0] }
      let kind: Comparison.Match = before == nil ? .new : after == nil ? .gone : match[first] ?? .name
      let shown = after ?? before ?? first
      for frame in frames { functionOfFrame[frame] = functions.count }
      functions.append(MatchedFunction(frames: frames, shown: shown, before: before == shown || after == nil ? nil : before, match: kind))
    }
    return (functions, functionOfFrame)
  }
}
