import Profiles
import Scaling
import Statistics

extension Gate {
  /// The largest q of a claim at the look that was reached: all looks together err as often as one would with the limit.
  var bound: Double { bounds[min(max(0, looksDone.count - 1), bounds.count - 1)] }

  /// The answer so far.
  public func result() -> Comparison {
    let match = FunctionMatch(table)
    let selection = RunSelection(pairs: pairs.complete + confirmations.complete)
    let unit = Analysis.unit(table, selection.all)
    let judgement = Judgement(limits: limits, bound: bound)
    var comparison = Comparison(table, Analysis(table, match, selection, unit), judgement, confirmed: confirmed)
    comparison.metrics += CountRows(counts, threshold: limits.threshold).changes
    comparison.design = design
    comparison.trust = [
      ComparisonTrust.pairs(selection.base.count),
      Control.item(table, match, pairs.controls + confirmations.controls, limits),
    ]
    comparison.trust += ComparisonTrust.items(selection.all.map { table.runs[$0] })
    if let item = ComparisonTrust.failures(failures) { comparison.trust.append(item) }
    if let refusal = Comparability.refusal(table, match, selection) { comparison.trust.append(TrustItem("fingerprint", .refused, refusal)) }
    comparison.notes += Comparability.notes(table, selection)
    if wantsTree { comparison.tree = DifferenceTree(table, match, unit) }
    comparison.conclude(refusal: abortReason)
    return comparison
  }

  private var design: Comparison.Design {
    var design = Comparison.Design()
    design.plannedPairs = plan.pairs
    design.pairs = pairs.complete.count
    design.confirmationPairs = confirmations.complete.count
    design.looks = looksDone
    design.failures = failures
    design.seed = plan.seed
    return design
  }

  /// Rows that need a confirmation and had none.
  func openCandidates(in answer: Comparison) -> Set<RowKey> {
    var open: Set<RowKey> = []
    for metric in answer.metrics where metric.statement == .unconfirmed { open.insert(.metric(metric.name, metric.subject)) }
    for function in answer.functions where function.statement == .unconfirmed && !function.mayHaveMoved { open.insert(.function(function.frame)) }
    return open.subtracting(confirmed).subtracting(refuted)
  }

  /// Tests the candidates on the fresh pairs alone, one-sided at 5 %.
  mutating func conclude() {
    let fresh = Array(confirmations.complete.suffix(Self.confirmationPairs))
    let match = FunctionMatch(table)
    let selection = RunSelection(pairs: fresh)
    let analysis = Analysis(table, match, selection, Analysis.unit(table, selection.all))
    func test(_ key: RowKey, _ estimate: Estimate) {
      let isLarge = (estimate.change?.value ?? .infinity) >= limits.threshold / 2
      if estimate.pIncrease <= 0.05, isLarge { confirmed.insert(key) } else { refuted.insert(key) }
    }
    for (place, index) in analysis.costs.functions.enumerated() {
      let key = RowKey.function(match.functions[index].shown)
      if candidates.contains(key) { test(key, analysis.functionEstimates[place]) }
    }
    for (row, estimate) in zip(analysis.metrics.rows, analysis.metricEstimates) {
      let key = RowKey.metric(row.name, row.subject)
      if candidates.contains(key) { test(key, estimate) }
    }
    refuted.formUnion(candidates.subtracting(confirmed))
    candidates = []
  }
}
