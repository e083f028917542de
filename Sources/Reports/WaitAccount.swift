import Profiles

/// Everything a report tells of a profile that holds waits, added up once: states, waits, locks, actors, the pool.
struct WaitAccount {
  let states: StateTable
  let waits: WaitTable
  let locks: LockTable
  let actors: ActorTable
  let pool: PoolTable
  /// Units of work to divide times by; nil when nobody counted.
  let requests: Int64?
  /// How long the recording lasted, nanoseconds.
  let duration: Int64

  /// nil when the profile holds no waits.
  init?(_ profile: Profile, _ options: ViewOptions) throws(ViewError) {
    guard let states = try StateTable(profile, options) else { return nil }
    self.states = states
    let source = try WaitSource(profile, options)
    waits = WaitTable.threads(source)
    locks = LockTable(source)
    actors = ActorTable(source)
    pool = PoolTable(source)
    requests = profile.environment.countedRequests
    duration = profile.duration
  }

  /// The threads that a table of processor time does not have, because they never ran; the longest kept from work first.
  func threadsThatOnlyWait(besides table: FunctionTable) -> [FunctionTable.Row] {
    let known = Set(table.rows.map(\.frame))
    let waiting = ThreadWaits(states).waiting
    // Threads come by name and number, and keep that order where they waited for as long.
    var frames: [(order: Int, frame: ViewFrame, value: Int64)] = []
    for (order, thread) in states.byThread.enumerated() where !known.contains(thread.frame) {
      frames.append((order, thread.frame, waiting[thread.frame] ?? 0))
    }
    frames.sort { $0.value != $1.value ? $0.value > $1.value : $0.order < $1.order }
    return frames.map { FunctionTable.Row(frame: $0.frame, selfValue: 0, total: 0) }
  }
}

extension Environment {
  /// The requests, when there are some to divide by.
  var countedRequests: Int64? { requests.flatMap { $0 > 0 ? $0 : nil } }
}

extension Profile {
  /// Whether the options leave the values that are shown first, in all states.
  func isShownWhole(_ options: ViewOptions) -> Bool {
    var first = options
    first.sampleType = nil
    return options.states == nil && shownType(options) == shownType(first)
  }

  /// The name of the sample type that the options show.
  func shownType(_ options: ViewOptions) -> String {
    options.sampleType ?? (sampleTypes.isEmpty ? "" : sampleTypes[defaultSampleTypeIndex].type)
  }
}
