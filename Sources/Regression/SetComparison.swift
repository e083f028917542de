import Profiles

/// Compares two sets of runs that are there already: `diff`, and `gate` on two folders.
public struct SetComparison: Sendable {
  public var limits: Comparison.Limits

  public init(limits: Comparison.Limits = .init()) { self.limits = limits }

  /// Takes in a run; its profile need not be kept.
  public mutating func add(_ run: Run, to side: Side) {}

  public func result() -> Comparison { Comparison() }
}
