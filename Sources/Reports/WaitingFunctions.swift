import Profiles

/// The waiting time of functions with all they call, without that of threads at rest.
struct WaitingFunctions {
  /// The largest first.
  let rows: [FunctionTable.Row]
  private let totals: [ViewFrame: Int64]

  init(_ profile: Profile, _ options: ViewOptions) throws(ViewError) {
    guard profile.sampleTypeIndex(ValueType.wait.type) != nil else {
      rows = []
      totals = [:]
      return
    }
    var waiting = options.grouped(options.groupBy == .line ? .line : .function)
    waiting.sampleType = ValueType.wait.type
    waiting.states = nil
    let table = try FunctionTable(profile, waiting)
    rows = table.rows
    totals = Dictionary(table.rows.map { ($0.frame, $0.total) }, uniquingKeysWith: &+)
  }

  func total(_ frame: ViewFrame) -> Int64 { totals[frame] ?? 0 }
}

/// The time of each thread that is not on a processor, in two parts.
struct ThreadWaits {
  /// Kept from work.
  private(set) var waiting: [ViewFrame: Int64] = [:]
  /// Idle or asleep.
  private(set) var resting: [ViewFrame: Int64] = [:]

  init(_ table: StateTable) {
    for thread in table.byThread {
      for (state, value) in zip(table.threads, thread.states) {
        guard let known = ThreadState(rawValue: state.name), !known.isRunning else { continue }
        if known.isResting { resting[thread.frame, default: 0] &+= value } else { waiting[thread.frame, default: 0] &+= value }
      }
    }
  }
}
