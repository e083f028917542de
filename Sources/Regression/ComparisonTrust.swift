import Profiles
import Scaling

/// What a reader has to know before believing a comparison.
enum ComparisonTrust {
  /// A test within fewer pairs has hardly any power.
  static let leastPairs = 4

  static func items(_ runs: [ReducedRun]) -> [TrustItem] { [steal(runs), lost(runs), truncated(runs)].compactMap(\.self) }

  static func pairs(_ count: Int) -> TrustItem {
    count >= leastPairs
      ? TrustItem("pairs", .good, "\(count) pairs of runs were measured", value: Double(count))
      : TrustItem(
        "pairs", .refused,
        "only \(count) pair\(count == 1 ? " was" : "s were") measured, and fewer than \(leastPairs) tell nothing; give more --pairs",
        value: Double(count))
  }

  static func failures(_ failures: [String]) -> TrustItem? {
    failures.isEmpty ? nil : TrustItem("failed", .warning, "\(failures.count) run\(failures.count == 1 ? "" : "s") failed: \(failures[0])")
  }

  /// What the hypervisor gave to others.
  private static func steal(_ runs: [ReducedRun]) -> TrustItem? {
    let metered = runs.filter { $0.meters.processors > 0 && $0.seconds > 0 }
    guard !metered.isEmpty else { return nil }
    let time = metered.reduce(0) { $0 + Double($1.meters.processors) * $1.seconds * 1e9 }
    let share = metered.reduce(0) { $0 + $1.meters.steal } / time
    if share > 0.1 {
      return TrustItem(
        "steal", .refused, "the hypervisor gave \(ScaleNumber.percent(share)) of the processors to others; measure on a machine of your own",
        value: share)
    }
    return share > 0.02
      ? TrustItem("steal", .warning, "the hypervisor gave \(ScaleNumber.percent(share)) of the processors to others", value: share)
      : TrustItem("steal", .good, "the hypervisor left us the processors", value: share)
  }

  private static func lost(_ runs: [ReducedRun]) -> TrustItem? {
    let lost = runs.reduce(0) { $0 + Double($1.environment.trust.lost) }
    let kept = runs.reduce(0) { $0 + Double($1.environment.trust.samples) }
    guard lost + kept > 0 else { return nil }
    let share = lost / (lost + kept)
    if share > 0.05 {
      return TrustItem("lost", .refused, "\(ScaleNumber.percent(share)) of the samples were lost; sample less often (-F)", value: share)
    }
    return share > 0.01
      ? TrustItem("lost", .warning, "\(ScaleNumber.percent(share)) of the samples were lost", value: share)
      : TrustItem("lost", .good, "hardly a sample was lost", value: share)
  }

  private static func truncated(_ runs: [ReducedRun]) -> TrustItem? {
    let truncated = runs.reduce(0) { $0 + Double($1.environment.trust.truncated) }
    let kept = runs.reduce(0) { $0 + Double($1.environment.trust.samples) }
    guard kept > 0, truncated / kept > 0.05 else { return nil }
    return TrustItem(
      "truncated", .warning, "\(ScaleNumber.percent(truncated / kept)) of the stacks were cut short: callers of those functions are missing",
      value: truncated / kept)
  }
}
