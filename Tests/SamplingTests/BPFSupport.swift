import Testing

@testable import Sampling

private let support = BPFCollector.availability()

extension Trait where Self == ConditionTrait {
  /// The test needs the BPF collector; it is skipped by name with the reason.
  static var needsBPF: ConditionTrait { .enabled(if: support.isAvailable, "\(support.reason)") }
}
