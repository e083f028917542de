import Statistics

/// What the estimates of an analysis come to under the limits of a comparison.
struct Judgement: Sendable {
  let limits: Comparison.Limits
  /// The largest q of a claim at this look.
  let bound: Double

  /// Whether it became more by enough, and surely enough, to fail the gate.
  /// - Parameter least: A smaller difference per unit does not count.
  func isWorse(_ estimate: Estimate, least: Double) -> Bool { isClaimed(estimate, least: least) && estimate.isIncrease }

  func isBetter(_ estimate: Estimate, least: Double) -> Bool { isClaimed(estimate, least: least) && !estimate.isIncrease }

  /// What is new or gone has no relative change: it is as large as can be.
  private func isClaimed(_ estimate: Estimate, least: Double) -> Bool {
    estimate.q <= bound && abs(estimate.change?.value ?? .infinity) >= limits.threshold && abs(estimate.difference.value) >= least
  }

  func statement(_ estimate: Estimate, least: Double) -> Comparison.Statement {
    if isClaimed(estimate, least: least) { return estimate.isIncrease ? .unconfirmed : .better }
    return estimate.upperBound < limits.threshold && estimate.lowerBound > -limits.threshold ? .noDifference : .cannotTell
  }
}

extension MetricRows.Row {
  /// Told for those who ask why, but what the machine does besides decides it.
  var isExplanation: Bool { name == .stateTime && (subject == "runqueue" || subject == "fault") }

  /// The least difference that counts, in the row's unit.
  func leastDifference(_ analysis: Analysis, _ limits: Comparison.Limits) -> Double {
    switch name {
    case .stateTime:
      // Of what a request spends altogether, running or waiting: a state of which there is hardly any doubles easily.
      let times = analysis.metrics.rows.filter { $0.name == .stateTime }.reduce(0) { $0 + max($1.data.meanBase, $1.data.meanHead) }
      return 0.01 * (times + max(analysis.costs.total.meanBase, analysis.costs.total.meanHead))
    case .startCPU: return 1e6
    // What a start computes is in its CPU time. By the clock, a busy machine adds some milliseconds to any.
    case .startTime: return 1e7
    case .peakResidentMemory: return 262_144
    case .contextSwitches: return analysis.unit == .request ? 0.001 : 1
    case .cpuTime, .wallTime, .allocations, .systemCalls, .instructions: return 0
    }
  }
}
