import Profiles
import Statistics

/// Estimates of all rows of a selection of runs: what a gate looks at.
struct Analysis: Sendable {
  let match: FunctionMatch
  let selection: RunSelection
  let unit: Comparison.CostUnit
  var costs: CostRows
  var metrics: MetricRows
  var functionEstimates: [Estimate]
  var othersEstimate: Estimate
  /// What all functions of a pair had in common: see `CostTest`.
  var common: [Double]
  var metricEstimates: [Estimate]

  init(_ table: RunTable, _ match: FunctionMatch, _ selection: RunSelection, _ unit: Comparison.CostUnit) {
    self.match = match
    self.selection = selection
    self.unit = unit
    costs = CostRows(table, match, selection, unit)
    metrics = MetricRows(table, selection, unit)
    let test = CostTest(costs.rows, isPaired: selection.isPaired)
    functionEstimates = test.estimates
    common = test.common
    othersEstimate = CostTest([costs.others], isPaired: selection.isPaired).estimates[0]
    var metricTest = MetricTest()
    metricEstimates = metrics.rows.map { metricTest.estimate($0.data, isPaired: selection.isPaired) }
    for (index, q) in BenjaminiHochberg.adjusted(functionEstimates.map(\.p)).enumerated() { functionEstimates[index].q = q }
    for (index, q) in BenjaminiHochberg.adjusted(metricEstimates.map(\.p)).enumerated() { metricEstimates[index].q = q }
  }

  /// Requests when every run counted them.
  static func unit(_ table: RunTable, _ runs: [Int]) -> Comparison.CostUnit {
    runs.allSatisfy { table.runs[$0].requests > 0 } && !runs.isEmpty ? .request : .second
  }
}
