import Profiles

/// Runs at rising sizes: how the cost of a request, and of each function in it, grows.
struct SizeSweep {
  private let runs: [RunSums]
  private let forest: CallForest
  private let code: ProgramCode

  /// Functions that are fitted and shown at most.
  private static let rowLimit = 40

  init(_ runs: [RunSums], _ forest: CallForest, _ code: ProgramCode) {
    self.runs = runs
    self.forest = forest
    self.code = code
  }

  func report() -> GrowthReport {
    let sizes = Set(runs.compactMap(\.point.size)).sorted()
    let clients = Clients.choose(runs)
    let bySize = sizes.map { size in runs.filter { $0.point.size == size } }
    let whole = bySize.map { $0.map { Double($0.point.level) * $0.seconds * 1e9 / $0.requests } }
    let functions = FunctionCosts(bySize.joined().map { $0 }, clients, forest, code)
    var rows = [GrowthAnalysis.Input(frame: nil, costs: whole)]
    for frame in functions.largest(Self.rowLimit) {
      rows.append(
        GrowthAnalysis.Input(frame: FrameName(forest.frames[Int(frame)]), costs: bySize.map { $0.map { functions.cost(of: frame, $0) } }))
    }
    return GrowthAnalysis.report(sizes: sizes, rows: rows, unit: "nanoseconds")
  }
}

/// Runs cut into windows of equal requests: how the cost of a request moves as the process ages.
struct AgeSweep {
  private let runs: [RunSums]
  private let forest: CallForest
  private let code: ProgramCode

  private static let rowLimit = 40

  init(_ runs: [RunSums], _ forest: CallForest, _ code: ProgramCode) {
    self.runs = runs
    self.forest = forest
    self.code = code
  }

  func report() -> AgeingReport {
    let clients = Clients.choose(runs)
    let lives = Dictionary(grouping: runs, by: \.order).sorted { $0.key < $1.key }
      .map { $0.value.sorted { ($0.point.window ?? 0) < ($1.point.window ?? 0) } }
    let functions = FunctionCosts(runs, clients, forest, code)
    var rows = [AgeingAnalysis.Input(frame: nil, runs: lives.map { $0.map { Double($0.point.level) * $0.seconds * 1e9 / $0.requests } })]
    for frame in functions.largest(Self.rowLimit) {
      rows.append(
        AgeingAnalysis.Input(frame: FrameName(forest.frames[Int(frame)]), runs: lives.map { $0.map { functions.cost(of: frame, $0) } }))
    }
    let requests = runs.reduce(0) { $0 + $1.requests } / Double(max(1, runs.count))
    return AgeingAnalysis.report(
      requestsPerWindow: requests, rows: rows,
      residentBytes: lives.map { $0.map(\.meters.residentBytes) }, heapBytes: lives.map { $0.map(\.meters.heapBytes) })
  }
}

/// Nanoseconds per request by function of the program with all it calls, of many runs.
struct FunctionCosts {
  private var costs: [Int: [Int32: Double]] = [:]
  private var totals: [Int32: Double] = [:]
  private var selves: [Int32: Double] = [:]
  private var whole = 0.0
  private var closures: Set<Int32> = []

  init(_ runs: [RunSums], _ clients: Clients, _ forest: CallForest, _ code: ProgramCode) {
    for run in runs {
      var own: [Int32: Double] = [:]
      for cell in run.cells(of: clients) {
        let time = cell.time / run.requests
        let named = code.named[Int(cell.key.node)]
        guard named > 0 else { continue }
        var seen: Set<Int32> = [forest.nodeFrames[Int(named)]]
        var node = forest.parents[Int(named)]
        while node > 0 {
          if code.isOwn[Int(forest.nodeFrames[Int(node)])] { seen.insert(forest.nodeFrames[Int(node)]) }
          node = forest.parents[Int(node)]
        }
        for frame in seen { own[frame, default: 0] += time }
        selves[forest.nodeFrames[Int(named)], default: 0] += time
        whole += time
      }
      costs[Self.key(run)] = own
      for frame in own.keys where forest.frames[Int(frame)].name.hasPrefix("closure #") { closures.insert(frame) }
      for (frame, cost) in own { totals[frame, default: 0] += cost }
    }
  }

  private static func key(_ run: RunSums) -> Int { run.order << 20 | (run.point.window ?? 0) }

  /// Those with most time, without those that only call what takes all of it: they would all tell of the whole request again.
  func largest(_ count: Int) -> [Int32] {
    totals.filter { frame, total in
      let own = selves[frame] ?? 0
      // A closure that only calls a function tells what that function tells.
      return (total < 0.95 * whole || own > 0.3 * whole) && (own > 0.3 * total || !closures.contains(frame))
    }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map(\.key)
  }

  func cost(of frame: Int32, _ run: RunSums) -> Double { costs[Self.key(run)]?[frame] ?? 0 }
}
