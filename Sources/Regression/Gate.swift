import Profiles

/// Decides, run by run, what a gate measures next and when it knows enough. It never measures: whoever asks carries the step out.
public struct Gate: Sendable {
  /// How many runs to make.
  public struct Plan: Sendable, Equatable {
    /// Pairs after which a gate that sees no candidate passes; it looks once before, and goes on when it cannot tell.
    public var pairs = 10
    /// Runs of each side that only count: allocations, system calls, instructions. 0 for none.
    public var countingRuns = 2
    /// Decides the random order.
    public var seed: UInt64 = 0

    public init() {}
  }

  public enum Purpose: String, Sendable {
    /// Is thrown away.
    case warmup
    case pair
    /// A fresh pair that has to confirm what the others showed.
    case confirmation
    /// Is not timed: what it counts would disturb.
    case counting
  }

  /// One run to make.
  public struct Step: Sendable, Hashable {
    public var side: Side
    public var purpose: Purpose
    /// Which pair of its purpose, from 0.
    public var pair: Int
    /// Which run of the gate, from 0 in the order of execution.
    public var order: Int

    public init(_ side: Side, _ purpose: Purpose, pair: Int, order: Int) {
      self.side = side
      self.purpose = purpose
      self.pair = pair
      self.order = order
    }
  }

  public var plan: Plan
  public var limits: Comparison.Limits

  public init(_ plan: Plan, limits: Comparison.Limits = .init()) {
    self.plan = plan
    self.limits = limits
  }

  /// The run to make next; nil when the gate knows enough.
  public mutating func next() -> Step? { nil }

  /// So many runs of how many at most, for people who wait.
  public var progress: (done: Int, of: Int) { (0, 0) }

  /// Takes in what came of a step; the profile need not be kept.
  public mutating func add(_ run: Run, for step: Step) {}

  /// Takes in that a run came to nothing.
  public mutating func fail(_ step: Step, _ message: String) {}

  /// The answer so far.
  public func result() -> Comparison { Comparison() }
}
