/// Thread, task, state, lock, actor, victim and time of every label set, as small numbers.
struct SampleKeys {
  private(set) var threads = DistinctValues<ViewFrame>()
  private(set) var tasks = DistinctValues<ViewFrame>()
  private(set) var states = DistinctValues<String>()
  let locks: LabelColumn
  let actors: LabelColumn
  let victims: LabelColumn
  private(set) var keys = DistinctValues<SampleTree.Key>()
  private(set) var keyBySet: [Int32] = []
  /// Nanoseconds since the start of the recording; -1 where a sample has no time.
  private(set) var timeBySet: [Int64] = []

  init(_ profile: Profile) {
    let labels = profile.labelSets
    // Without waits there is nothing to tell of locks and actors.
    let column = { [hasWaits = profile.hasWaits] key in hasWaits ? LabelColumn(labels, key) : LabelColumn(sets: labels.count) }
    (locks, actors, victims) = (column(Label.Key.lock), column(Label.Key.executor), column(Label.Key.victim))
    for set in 0..<labels.count {
      let key = SampleTree.Key(
        thread: Int32(threads.index(of: LabelGroups.frame(labels, set, .thread))),
        task: Int32(tasks.index(of: LabelGroups.frame(labels, set, .task))),
        state: Int32(states.index(of: labels.text(Label.Key.state, in: set) ?? "")),
        lock: locks.indices[set], actor: actors.indices[set], victim: victims.indices[set])
      keyBySet.append(Int32(keys.index(of: key)))
      timeBySet.append(labels.number(Label.Key.timestamp, in: set) ?? -1)
    }
  }
}
