import Profiles
import Statistics

/// Runs at rising N: account, ceilings and curve.
struct LoadSweep {
  private let options: ScaleAnalysis.Options
  private let forest: CallForest
  private let resources: ResourceTable
  private let code: ProgramCode
  private let clients: Clients
  private let isExternal: Bool
  private let table: CellTable
  private let levels: [LevelSums]
  private let runs: [[RunSums]]
  private let closing: [RunSums]

  init(
    _ sweep: [RunSums], _ closing: [RunSums], _ forest: CallForest, _ resources: ResourceTable, _ code: ProgramCode, _ options: ScaleAnalysis.Options
  ) {
    self.options = options
    self.forest = forest
    self.resources = resources
    self.code = code
    self.closing = closing
    isExternal = !options.environment.load.isEmpty
    clients = Clients.choose(sweep)
    let byLevel = Dictionary(grouping: sweep, by: \.point.level).sorted { $0.key < $1.key }
    runs = byLevel.map { $0.value.sorted { $0.order < $1.order } }
    var table = CellTable()
    var levels: [LevelSums] = []
    for (place, entry) in byLevel.enumerated() {
      levels.append(LevelSums(entry.key, runs[place], clients, isExternal: isExternal, &table))
    }
    self.table = table
    self.levels = levels
  }

  func add(to result: inout ScaleResult, _ trust: inout TrustPanel) {
    guard let base = levels.first, base.level == 1 else {
      trust.add("levels", .refused, "there is no run at N = 1: without it nothing can be called a loss; give --levels 1,…")
      return addLevels(to: &result, splits: [])
    }
    let splits = levels.indices.map { place in
      LossSplit(base: base, level: levels[place], table: table, isExternal: isExternal, isSaturated: isSaturated(runs[place]))
    }
    addLevels(to: &result, splits: splits)
    let place = options.accountLevel.flatMap { wanted in levels.firstIndex { $0.level == wanted } } ?? levels.count - 1
    let level = levels[place]
    let culprits = Culprits(runs[place], forest, code)
    result.ceilings =
      CeilingFinder(
        levels: Array(levels[...place]), runs: Array(runs[...place]), clients: clients, forest: forest, code: code, resources: resources,
        culprits: culprits
      ).ceilings()
    addTrust(to: &trust, result)
    addCurve(to: &result, trust)
    guard place > 0 else { return }
    let builder = AccountBuilder(
      base: base, level: level, table: table, split: splits[place], forest: forest, code: code, resources: resources, culprits: culprits,
      closureError: clients == .process ? 0 : abs(level.measured - level.cycle))
    var account = builder.account()
    name(&account, result.ceilings)
    addCurveShares(to: &account, builder)
    result.account = account
  }

  /// Whether a single thread works all the time, so that requests queue for it outside the process.
  private func isSaturated(_ runs: [RunSums]) -> Bool {
    guard clients != .threads else { return false }
    return runs.allSatisfy { run in
      run.threads.contains { thread in
        !thread.isPool && thread.occupied >= 0.95 * run.seconds * 1e9 && thread.running >= 0.75 * run.seconds * 1e9
      }
    }
  }

  // MARK: Levels

  private func addLevels(to result: inout ScaleResult, splits: [LossSplit]) {
    for (place, level) in levels.enumerated() {
      var states: [AccountState: Double] = [:]
      var losses: [LossClass: Double] = [:]
      for (index, key) in table.keys.enumerated() {
        let value = level.value(index)
        if value != 0 { states[key.state, default: 0] += value }
        guard place < splits.count else { continue }
        let delta = value - levels[0].value(index)
        let factor = levels[0].throughput * level.throughput * 1e-9
        for part in splits[place].parts(of: key.state) where delta != 0 { losses[part.lossClass, default: 0] += part.share * delta * factor }
      }
      let runs = runs[place]
      func interval(_ value: Double, _ each: (RunSums) -> Double) -> Interval {
        let spread = SampleStatistics.meanInterval(runs.map(each))
        let reach = (spread.high - spread.low) / 2
        return Interval(value, low: value - reach, high: value + reach)
      }
      let responses = runs.compactMap(\.load.meanResponse)
      result.levels.append(
        Level(
          level: level.level, repetitions: runs.count, throughput: interval(level.throughput) { $0.requests / $0.seconds },
          cycleTime: interval(level.cycle) { $0.cycle },
          response: responses.isEmpty ? nil : responses.reduce(0, +) / Double(responses.count),
          cpuPerRequest: interval(level.processor) { $0.processor / $0.requests }, states: states,
          measured: level.measured, losses: losses, usableProcessors: level.usable,
          utilisation: min(1, level.processor * level.throughput * 1e-9 / level.usable), zone: zone(level.level, runs)))
    }
  }

  private func zone(_ level: Int, _ runs: [RunSums]) -> String {
    let processors = runs.first?.meters.processors ?? 0
    if processors > 0, level > processors { return "oversubscribed" }
    if let cores = options.physicalCores, level > cores { return "smt" }
    return "cores"
  }

  // MARK: Trust

  private func addTrust(to trust: inout TrustPanel, _ result: ScaleResult) {
    trust.addClosure(result.levels, clients)
    trust.addLittle(runs.joined().map { $0 })
    trust.addDrift(base: runs[0], closing: closing)
    trust.addGenerator(runs.last ?? [], isExternal: isExternal)
    if levels.count > 1, levels[1].level == 2, levels[1].throughput > 1.03 * 2 * levels[0].throughput {
      let percent = (levels[1].throughput / (2 * levels[0].throughput) * 100).rounded()
      trust.add(
        "superlinear", .warning,
        "two clients get \(Int(percent)) % of twice what one gets: N = 1 was slow (cold caches, sleeping cores), so losses are understated")
    }
    let processors = runs[0].first?.meters.processors ?? 0
    if let largest = levels.last?.level, processors > 0, largest > processors {
      trust.add("zones", .good, "levels above \(processors) have more clients than the machine has processors; they are marked")
    }
  }

  // MARK: Curve

  private func points() -> [CurvePoint] {
    runs.joined().map { run in
      CurvePoint(
        level: Double(run.point.level), throughput: run.requests / run.seconds, repetition: run.repetition, response: run.load.meanResponse)
    }
  }

  private func addCurve(to result: inout ScaleResult, _ trust: TrustPanel) {
    guard levels.count > 1 else { return }
    var conditions = CurveConditions()
    conditions.isGeneratorBound = trust.items.contains { $0.name == "generator" && $0.status == .refused }
    conditions.thinkTime = runs.joined().first?.load.thinkTime ?? 0
    conditions.zones.hardwareThreads = runs[0].first.map { $0.meters.processors }
    conditions.zones.cores = options.physicalCores
    conditions.resamples = options.resamples
    result.curve = CurveAnalysis.report(points(), conditions)
  }

  /// α and β of every row: the coefficients of the total and of its parts come from the same fit, so the parts add up.
  private func addCurveShares(to account: inout Account, _ builder: AccountBuilder) {
    guard let curve = try? AdditiveCurve(levels: levels.map { Double($0.level) }, cycles: levels.map(\.cycle)) else { return }
    for (place, group) in builder.groups().enumerated() where place < account.stacks.count {
      let costs = levels.map { level in group.cells.reduce(0) { $0 + $1.share * level.value(Int($1.index)) } }
      let shares = curve.shares(of: curve.coefficients(of: costs))
      account.stacks[place].alpha = shares.alpha
      account.stacks[place].beta = shares.beta
    }
  }

  // MARK: Ceilings of rows

  /// Says which ceiling is behind which row.
  private func name(_ account: inout Account, _ ceilings: [Ceiling]) {
    func ceiling(_ name: String) -> Int? { ceilings.firstIndex { $0.name == name && ($0.kind == .lock || $0.kind == .actor) } }
    for place in account.stacks.indices where account.stacks[place].lossClass == .contention {
      let row = account.stacks[place]
      account.stacks[place].ceiling =
        row.state == .outside || row.state == .suspended ? ceilings.firstIndex { $0.kind == .thread } : ceiling(row.resource)
    }
    let cores = ceilings.firstIndex { $0.kind == .cores }
    for place in account.stacks.indices where account.stacks[place].lossClass == .cores { account.stacks[place].ceiling = cores }
    for place in account.rows.indices {
      switch account.rows[place].lossClass {
      case .cores: account.rows[place].ceiling = cores
      case .contention:
        account.rows[place].ceiling = account.stacks.first { $0.lossClass == .contention && $0.ceiling != nil }?.ceiling
      default: break
      }
    }
  }
}
