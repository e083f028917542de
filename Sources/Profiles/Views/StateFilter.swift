/// Which label sets the option `states` leaves.
enum StateFilter {
  /// By label set, whether its samples are shown; nil when all are.
  static func shownSets(_ profile: Profile, _ options: ViewOptions, _ type: ValueType) throws(ViewError) -> [Bool]? {
    let labels = profile.labelSets
    if let states = options.states {
      if states.contains(ViewOptions.everyState) { return nil }
      try check(states, labels)
      let wanted = Set(states)
      return (0..<labels.count).map { set in labels.text(Label.Key.state, in: set).map(wanted.contains) ?? false }
    }
    guard type == .wait else { return nil }
    return (0..<labels.count).map { set in
      labels.text(Label.Key.state, in: set).flatMap(ThreadState.init)?.isResting != true
    }
  }

  /// A state nobody knows and no sample has is a mistake in the asking.
  private static func check(_ states: [String], _ labels: LabelTable) throws(ViewError) {
    for state in states where ThreadState(rawValue: state) == nil && TaskState(rawValue: state) == nil {
      if (0..<labels.count).contains(where: { labels.text(Label.Key.state, in: $0) == state }) { continue }
      let known = ThreadState.allCases.map(\.rawValue) + TaskState.allCases.filter { $0 != .running }.map(\.rawValue)
      throw ViewError(
        "there is no state '\(state)'", remedy: "threads and tasks have these: \(known.joined(separator: ", ")); \(ViewOptions.everyState) is all")
    }
  }
}

extension ViewOptions {
  /// The sample type that holds the time of these states; nil when nothing tells: there are none, or states nobody knows.
  ///
  /// - Throws: When the states are not of one sample type.
  public static func sampleType(ofStates states: [String]) throws(ViewError) -> String? {
    var types: [String] = []
    for state in states where state != everyState {
      var type: ValueType?
      if let state = ThreadState(rawValue: state) {
        type = state.isRunning ? .cpu : .wait
      } else if TaskState(rawValue: state) != nil {
        type = .queue
      }
      if let type, !types.contains(type.type) { types.append(type.type) }
    }
    if types.count > 1 {
      throw ViewError(
        "the states \(states.joined(separator: ", ")) are not of one kind", remedy: "say which with --type: \(types.joined(separator: " or "))")
    }
    return types.first ?? (states.contains(everyState) ? ValueType.wait.type : nil)
  }
}

extension ThreadState {
  /// True when the thread neither works nor is kept from it: it has nothing to do, or sleeps because it chose to.
  public var isResting: Bool { self == .idle || self == .sleep }
}
