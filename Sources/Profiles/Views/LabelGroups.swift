/// The thread, task or state of every label set, as frames.
struct LabelGroups: Sendable {
  /// Frame by label set.
  private(set) var frames: [UInt32]

  /// nil when `grouping` does not go by labels.
  init?(_ profile: Profile, _ grouping: ViewOptions.Grouping, _ index: inout FrameIndex) {
    guard grouping == .thread || grouping == .task || grouping == .state else { return nil }
    var known: [ViewFrame: UInt32] = [:]
    frames = []
    frames.reserveCapacity(profile.labelSets.count)
    for set in 0..<profile.labelSets.count {
      let frame = Self.frame(profile.labelSets, set, grouping)
      if let before = known[frame] {
        frames.append(before)
      } else {
        let new = index.append(frame)
        known[frame] = new
        frames.append(new)
      }
    }
  }

  /// Follows the frames to their new indices.
  mutating func move(_ moved: [UInt32]) { for set in frames.indices { frames[set] = moved[Int(frames[set])] } }

  static func frame(_ labels: LabelTable, _ set: Int, _ grouping: ViewOptions.Grouping) -> ViewFrame {
    switch grouping {
    case .thread:
      let id = labels.number(Label.Key.tid, in: set)
      return ViewFrame(name: labels.text(Label.Key.thread, in: set) ?? (id == nil ? "[no thread]" : "[unnamed thread]"), threadID: id)
    case .task:
      let unnamed = labels.number(Label.Key.taskID, in: set) == nil ? "[no task]" : "[unnamed task]"
      return ViewFrame(name: labels.text(Label.Key.task, in: set) ?? unnamed)
    default: return ViewFrame(name: labels.text(Label.Key.state, in: set) ?? "[no state]")
    }
  }
}
