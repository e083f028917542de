import Profiles

/// The cost of each matched function in each run, per unit.
struct CostRows: Sendable {
  /// Functions with enough samples for a test of their own, as indices into those of the match.
  private(set) var functions: [Int] = []
  private(set) var rows: [RowData] = []
  /// What all other functions cost together, and what lies in no function.
  private(set) var others: RowData
  private(set) var total: RowData

  /// A mean of fewer samples a run tells nothing of a function of its own.
  static let leastSamples = 10.0

  /// - Complexity: linear in functions times runs.
  init(_ table: RunTable, _ match: FunctionMatch, _ selection: RunSelection, _ unit: Comparison.CostUnit) {
    let base = selection.base.map { table.runs[$0] }
    let head = selection.head.map { table.runs[$0] }
    func data(_ value: (ReducedRun) -> Double, _ samples: (ReducedRun) -> Double) -> RowData {
      RowData(
        base: base.map { value($0) / $0.units(unit) }, head: head.map { value($0) / $0.units(unit) }, baseSamples: base.map(samples),
        headSamples: head.map(samples))
    }
    total = data(\.cost, \.samples)
    var rest = total
    for (index, function) in match.functions.enumerated() {
      let row = data({ run in function.frames.reduce(0) { $0 + run.own($1) } }, { run in function.frames.reduce(0) { $0 + run.samples($1) } })
      guard row.meanBaseSamples >= Self.leastSamples || row.meanHeadSamples >= Self.leastSamples else { continue }
      functions.append(index)
      rows.append(row)
      rest.subtract(row)
    }
    others = rest
  }
}

extension ReducedRun {
  /// What its costs are divided by.
  func units(_ unit: Comparison.CostUnit) -> Double {
    switch unit {
    case .request: requests > 0 ? requests : .nan
    case .second: seconds > 0 ? seconds : 1
    }
  }
}
