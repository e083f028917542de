/// Thread, task, state and time of every label set, as small numbers.
struct SampleKeys {
  private(set) var threads: [ViewFrame] = []
  private(set) var tasks: [ViewFrame] = []
  private(set) var states: [String] = []
  private(set) var keys: [SampleTree.Key] = []
  private(set) var keyBySet: [Int32] = []
  /// Nanoseconds since the start of the recording; -1 where a sample has no time.
  private(set) var timeBySet: [Int64] = []

  init(_ profile: Profile) {
    var threadIndices: [ViewFrame: Int32] = [:]
    var taskIndices: [ViewFrame: Int32] = [:]
    var stateIndices: [String: Int32] = [:]
    var keyIndices: [SampleTree.Key: Int32] = [:]
    let labels = profile.labelSets
    for set in 0..<labels.count {
      let key = SampleTree.Key(
        thread: Self.index(LabelGroups.frame(labels, set, .thread), &threads, &threadIndices),
        task: Self.index(LabelGroups.frame(labels, set, .task), &tasks, &taskIndices),
        state: Self.index(labels.text(Label.Key.state, in: set) ?? "", &states, &stateIndices))
      keyBySet.append(Self.index(key, &keys, &keyIndices))
      timeBySet.append(labels.number(Label.Key.timestamp, in: set) ?? -1)
    }
  }

  private static func index<Value: Hashable>(_ value: Value, _ values: inout [Value], _ indices: inout [Value: Int32]) -> Int32 {
    if let known = indices[value] { return known }
    let index = Int32(values.count)
    values.append(value)
    indices[value] = index
    return index
  }
}
