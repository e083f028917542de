/// How the difference of each cell between N = 1 and N is divided among the classes.
///
/// Q(D) = max(0, N·D/P − c(1) − (D − D(1))) is the least time a request must wait when N of them need D of P processors each: the wait for
/// cores, wherever it is spent. It is taken from the time tasks and threads were ready, then, for clients outside the process, from the time
/// nobody worked for them.
struct LossSplit: Sendable {
  /// Parts of one state's Δ, by class; they add up to 1.
  typealias Parts = [(lossClass: LossClass, share: Double)]

  private let parts: [AccountState: Parts]
  /// Nanoseconds per request that are a wait for cores, whatever caused it.
  let queueing: Double

  init(base: LevelSums, level: LevelSums, table: CellTable, isExternal: Bool, isSaturated: Bool) {
    var deltas: [AccountState: Double] = [:]
    for (index, key) in table.keys.enumerated() { deltas[key.state, default: 0] += level.value(index) - base.value(index) }
    func delta(_ state: AccountState) -> Double { deltas[state] ?? 0 }

    let quota = Self.queueing(level.processor, base: base, level: level)
    let quotaAtBaseCost = Self.queueing(base.processor, base: base, level: level)
    // What more processor time per request adds to the wait belongs to that.
    let inflated = quota > 0 ? min(1, max(0, 1 - quotaAtBaseCost / quota)) : 0
    var rest = quota
    func take(_ state: [AccountState]) -> Double {
      let available = state.reduce(0) { $0 + delta($1) }
      guard available > 0 else { return 0 }
      let taken = min(available, rest)
      rest -= taken
      return taken / available
    }
    let ready = take([.runqueue, .pool])
    // Where a single thread is always busy, requests wait for it: more cores would not help them.
    let outside = isExternal && !isSaturated ? take([.outside]) : 0
    let suspended = isExternal && !isSaturated ? take([.suspended]) : 0
    queueing = quota - rest

    func split(_ share: Double, otherwise: LossClass) -> Parts {
      [(.cores, share * (1 - inflated)), (.cpuInflation, share * inflated), (otherwise, 1 - share)].filter { $0.1 != 0 }
    }
    let beyond: LossClass = isSaturated ? .contention : .outside
    var parts: [AccountState: Parts] = [:]
    for state in AccountState.allCases {
      parts[state] =
        switch state {
        case .user, .kernel: [(.cpuInflation, 1)]
        case .spinning, .lock, .actor: [(.contention, 1)]
        case .runqueue: split(ready, otherwise: .scheduling)
        case .pool: split(ready, otherwise: .poolBlocked)
        case .outside: split(outside, otherwise: beyond)
        case .suspended: split(suspended, otherwise: isSaturated && isExternal ? .contention : .io)
        case .condition, .io, .sleep, .fault, .idle, .unknown: [(.io, 1)]
        case .unattributed: [(.unattributed, 1)]
        }
    }
    self.parts = parts
  }

  func parts(of state: AccountState) -> Parts { parts[state]! }

  /// Q of `processor` nanoseconds per request.
  private static func queueing(_ processor: Double, base: LevelSums, level: LevelSums) -> Double {
    max(0, Double(level.level) * processor / level.usable - base.cycle - (processor - base.processor))
  }
}

extension LevelSums {
  /// d(N) of a cell; 0 for one that came later.
  func value(_ index: Int) -> Double { index < values.count ? values[index] : 0 }
}
