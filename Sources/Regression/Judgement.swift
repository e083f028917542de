import Statistics

/// What the estimates of an analysis come to under the limits of a comparison.
struct Judgement: Sendable {
  let limits: Comparison.Limits
  /// The largest q of a claim at this look.
  let bound: Double

  /// Whether a function got worse by enough, and surely enough, to fail the gate.
  func isWorse(_ estimate: Estimate, total: Double) -> Bool {
    estimate.q <= bound && estimate.isIncrease && isLarge(estimate, total: total)
  }

  func isBetter(_ estimate: Estimate, total: Double) -> Bool {
    estimate.q <= bound && !estimate.isIncrease && isLarge(estimate, total: total)
  }

  /// What is new or gone has no relative change: it is as large as can be.
  private func isLarge(_ estimate: Estimate, total: Double) -> Bool {
    abs(estimate.change?.value ?? .infinity) >= limits.threshold && abs(estimate.difference.value) >= limits.leastShare * total
  }

  func statement(_ estimate: Estimate, total: Double) -> Comparison.Statement {
    if isWorse(estimate, total: total) { return .unconfirmed }
    if isBetter(estimate, total: total) { return .better }
    return estimate.upperBound < limits.threshold && estimate.lowerBound > -limits.threshold ? .noDifference : .cannotTell
  }
}
