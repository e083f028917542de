import Scaling

/// The same analysis between runs of the base, two of each block: what it claims, the machine made up.
enum Control {
  /// Fewer pairs of one side tell nothing.
  private static let leastPairs = 4
  /// The control may not fail by chance more often than this: a gate that fails it tells nothing.
  private static let largestQ = 0.01

  static func item(_ table: RunTable, _ match: FunctionMatch, _ pairs: [(base: Int, head: Int)], _ limits: Comparison.Limits) -> TrustItem {
    let judgement = Judgement(limits: limits, bound: largestQ)
    guard pairs.count >= leastPairs else {
      return TrustItem("control", .warning, "there are too few runs to compare the base with itself", value: Double(pairs.count))
    }
    let selection = RunSelection(pairs: pairs)
    let analysis = Analysis(table, match, selection, Analysis.unit(table, selection.all))
    let least = judgement.limits.leastShare * analysis.costs.total.meanBase
    for (row, estimate) in zip(analysis.metrics.rows, analysis.metricEstimates) where row.isTotal {
      if judgement.isWorse(estimate, least: 0) || judgement.isBetter(estimate, least: 0) {
        return failed(Comparison.title(row.name, row.subject), estimate)
      }
    }
    for (place, estimate) in analysis.functionEstimates.enumerated() {
      if judgement.isWorse(estimate, least: least) || judgement.isBetter(estimate, least: least) {
        return failed(table.forest.frames[match.functions[analysis.costs.functions[place]].shown].name, estimate)
      }
    }
    return TrustItem("control", .good, "\(pairs.count) pairs of runs of the base show no difference", value: Double(pairs.count))
  }

  private static func failed(_ name: String, _ estimate: Estimate) -> TrustItem {
    let change = estimate.change.map { " by \(ScaleNumber.percent(abs($0.value)))" } ?? ""
    return TrustItem(
      "control", .refused, "runs of the base differ from each other in \(name)\(change): the machine is not steady enough; measure on a quieter one")
  }
}
