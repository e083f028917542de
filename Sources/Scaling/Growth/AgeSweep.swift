import Profiles

/// Runs cut into windows of equal requests: how the cost of a request moves as the process ages.
struct AgeSweep {
  private let runs: [RunSums]
  private let forest: CallForest
  private let code: ProgramCode

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
    var rows = [AgeingAnalysis.Input(frame: nil, runs: lives.map { $0.map(\.cycle) })]
    for frame in functions.largest(FunctionCosts.rowLimit) {
      rows.append(
        AgeingAnalysis.Input(frame: FrameName(forest.frames[Int(frame)]), runs: lives.map { $0.map { functions.cost(of: frame, $0) } }))
    }
    let requests = runs.reduce(0) { $0 + $1.requests } / Double(max(1, runs.count))
    return AgeingAnalysis.report(
      requestsPerWindow: requests, rows: rows,
      residentBytes: lives.map { $0.map(\.meters.residentBytes) }, heapBytes: lives.map { $0.map(\.meters.heapBytes) })
  }
}
