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
  var metricEstimates: [Estimate]

  init(_ table: RunTable, _ match: FunctionMatch, _ selection: RunSelection, _ unit: Comparison.CostUnit) {
    self.match = match
    self.selection = selection
    self.unit = unit
    costs = CostRows(table, match, selection, unit)
    metrics = MetricRows(table, selection, unit)
    functionEstimates = PairedTest.estimates(costs.rows)
    othersEstimate = PairedTest.estimate(costs.others)
    metricEstimates = metrics.rows.map { PairedTest.estimate($0.data) }
    for (index, q) in BenjaminiHochberg.adjusted(functionEstimates.map(\.p)).enumerated() { functionEstimates[index].q = q }
    for (index, q) in BenjaminiHochberg.adjusted(metricEstimates.map(\.p)).enumerated() { metricEstimates[index].q = q }
  }

  /// Requests when every run counted them.
  static func unit(_ table: RunTable, _ runs: [Int]) -> Comparison.CostUnit {
    runs.allSatisfy { table.runs[$0].requests > 0 } && !runs.isEmpty ? .request : .second
  }
}
