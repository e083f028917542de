import Statistics

extension ScaleDifference {
  /// Compares two results; where they cannot be compared, the verdict is inconclusive and `reason` says why.
  public init(base: ScaleResult, head: ScaleResult, limits: Limits = Limits()) {
    self.limits = limits
    notes = Self.notes(base, head)
    if let refusal = Self.refusal(base, head) {
      (sentence, reason) = (refusal, refusal)
      return
    }
    let matched = CeilingMatch(base.ceilings, head.ceilings)
    if let old = base.base, let new = head.base { performance = Self.performance(old, new) }
    scalability = Self.scalability(base, head, matched.pairs)
    let judged = Self.judged([performance, scalability], limits)
    (performance, scalability) = (judged[0], judged[1])
    if let old = base.base, let new = head.base { doubtWaitingElsewhere(old, new) }
    excuseFasterStart()
    functions = Self.functions(base, head)
    (appearedCeilings, vanishedCeilings) = (matched.appeared, matched.vanished)
    conclude(isTrusted: base.isTrusted && head.isTrusted, base, head)
  }

  // MARK: What can be compared

  private static func refusal(_ base: ScaleResult, _ head: ScaleResult) -> String? {
    let (old, new) = (base.environment, head.environment)
    let unlike = "Not compared: the results are of different machines"
    if !old.cpuModel.isEmpty, !new.cpuModel.isEmpty, old.cpuModel != new.cpuModel {
      return "\(unlike), \(old.cpuModel) and \(new.cpuModel); measure both on one."
    }
    if old.processors > 0, new.processors > 0, old.processors != new.processors {
      return "\(unlike), with \(old.processors) and \(new.processors) processors; measure both on one."
    }
    if !old.kernel.isEmpty, !new.kernel.isEmpty, old.kernel != new.kernel {
      return "Not compared: the results are of different kernels, \(old.kernel) and \(new.kernel); measure both under one."
    }
    if base.levels.isEmpty || head.levels.isEmpty {
      return "Not compared: \(base.levels.isEmpty ? "the base" : "the head") has no levels; measure both with --levels."
    }
    if base.base == nil || head.base == nil {
      let lacking = base.base == nil ? "the base" : "the head"
      return "Not compared: \(lacking) has no N=1, against which everything is measured; measure both with --levels 1,…"
    }
    if !commonLevels(base, head).contains(where: { $0.0.level > 1 }), base.levels.count > 1 || head.levels.count > 1 {
      let levels = { (result: ScaleResult) in result.levels.map { String($0.level) }.joined(separator: ",") }
      return "Not compared: the results have no N above 1 in common (\(levels(base)) and \(levels(head))); measure both with the same --levels."
    }
    return nil
  }

  private static func notes(_ base: ScaleResult, _ head: ScaleResult) -> [String] {
    var notes: [String] = []
    let (old, new) = (base.environment, head.environment)
    if old.cpuModel.isEmpty || new.cpuModel.isEmpty {
      notes.append("the machine of a result is unknown: that both ran on the same is taken on trust")
    }
    if old.load != new.load { notes.append("the loads differ: `\(old.load)` and `\(new.load)`") }
    if old.collector != new.collector { notes.append("the collectors differ: \(old.collector) and \(new.collector)") }
    if old.toolchain != new.toolchain { notes.append("the toolchains differ: \(old.toolchain) and \(new.toolchain)") }
    let only = Set(base.levels.map(\.level)).symmetricDifference(head.levels.map(\.level)).sorted()
    if !only.isEmpty, !base.levels.isEmpty, !head.levels.isEmpty {
      notes.append("only one result has N = \(only.map(String.init).joined(separator: ", "))")
    }
    for (name, result) in [("base", base), ("head", head)] where !result.isTrusted {
      let red = result.trust.filter { $0.status == .refused }
      notes.append("the \(name) is not to be trusted: \(red.map(\.text).joined(separator: " "))")
    }
    return notes
  }

  // MARK: What numbers alone would tell wrong

  /// Time at N = 1 that passed in no code of the program is the machine's or the generator's: X(1) of one program moves with them by tens of percent
  /// where its CPU per request does not.
  private mutating func doubtWaitingElsewhere(_ base: Level, _ head: Level) {
    guard let index = performance.firstIndex(where: { $0.name == .cycleTime }), performance[index].statement == .worse,
      performance.first(where: { $0.name == .cpuPerRequest })?.statement != .worse
    else { return }
    let elsewhere = AccountState.allCases.filter { $0.isReady || $0 == .outside || $0 == .unattributed }
    let change = elsewhere.reduce(0) { $0 + (head.states[$1] ?? 0) - (base.states[$1] ?? 0) }
    guard change > (head.cycleTime.value - base.cycleTime.value) / 2 else { return }
    performance[index].statement = .cannotTell
    performance[index].note = "most of the change is waiting for a core or outside the process: the machine or the generator, not the program's code"
  }

  /// A program whose lone requests got faster is less efficient at high N even where nothing got slower: that is no regression.
  private mutating func excuseFasterStart() {
    for index in scalability.indices where scalability[index].statement == .worse {
      let metric = scalability[index]
      let absolute: Metric? =
        switch metric.name {
        case .efficiency: scalability.first { $0.name == .throughput && $0.level == metric.level }
        case .knee: scalability.first { $0.name == .maximum && $0.subject == metric.subject }
        default: nil
        }
      guard let absolute, absolute.statement == .better || absolute.statement == .noDifference else { continue }
      scalability[index].isDeciding = false
      scalability[index].note = "\(metric.name == .knee ? "its maximum" : "throughput") is no lower: requests at N=1 got faster"
    }
  }

  // MARK: Functions

  private static func functions(_ base: ScaleResult, _ head: ScaleResult) -> [FunctionChange] {
    struct Key: Hashable {
      var function: String
      var file: String
      var state: AccountState
    }
    guard let old = base.account, let new = head.account else { return [] }
    var frames: [Key: FrameName] = [:]
    func sums(_ account: Account) -> [Key: Double] {
      var sums: [Key: Double] = [:]
      for row in account.stacks where row.base != 0 {
        guard let frame = row.actingFrame else { continue }
        // Lines move and folders differ between check-outs; the name of the file stays.
        let key = Key(function: frame.function, file: frame.file.split(separator: "/").last.map(String.init) ?? "", state: row.state)
        sums[key, default: 0] += row.base
        frames[key] = frame
      }
      return sums
    }
    let (before, after) = (sums(old), sums(new))
    return frames.map { key, frame in FunctionChange(frame: frame, state: key.state, base: before[key], head: after[key]) }
      .sorted { (abs($1.change), $0.frame.function, $0.state.rawValue) < (abs($0.change), $1.frame.function, $1.state.rawValue) }
  }
}
