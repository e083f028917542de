import Profiles

/// Runs at rising sizes: how the cost of a request, and of each function in it, grows.
struct SizeSweep {
  private let runs: [RunSums]
  private let forest: CallForest
  private let code: ProgramCode

  init(_ runs: [RunSums], _ forest: CallForest, _ code: ProgramCode) {
    self.runs = runs
    self.forest = forest
    self.code = code
  }

  func report() -> GrowthReport {
    let sizes = Set(runs.compactMap(\.point.size)).sorted()
    let clients = Clients.choose(runs)
    let bySize = sizes.map { size in runs.filter { $0.point.size == size } }
    let whole = bySize.map { $0.map(\.cycle) }
    let functions = FunctionCosts(bySize.joined().map { $0 }, clients, forest, code)
    var rows = [GrowthAnalysis.Input(frame: nil, costs: whole)]
    for frame in functions.largest(FunctionCosts.rowLimit) {
      rows.append(
        GrowthAnalysis.Input(frame: FrameName(forest.frames[Int(frame)]), costs: bySize.map { $0.map { functions.cost(of: frame, $0) } }))
    }
    return GrowthAnalysis.report(sizes: sizes, rows: rows, unit: "nanoseconds")
  }
}
