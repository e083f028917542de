import Profiles
import Statistics

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

  /// Fresh pairs that have to confirm a candidate.
  static let confirmationPairs = 6
  /// So many failures of one side in a row end the gate.
  static let mostFailures = 3

  public var plan: Plan
  public var limits: Comparison.Limits
  /// Whether the result holds the stacks of both sides.
  public var wantsTree = false
  var schedule: GateSchedule
  /// The largest q of a claim, by look.
  let bounds: [Double]
  var stage = Stage.start
  var table: RunTable
  var pairs = PairTable()
  var confirmations = PairTable()
  var counts: [ReducedCounts] = []
  var confirmed: Set<RowKey> = []
  var refuted: Set<RowKey> = []
  /// Candidates the confirmation under way is about.
  var candidates: Set<RowKey> = []
  var looksDone: [Int] = []
  var failures: [String] = []
  var failuresInRow: [Side: Int] = [:]
  var attempts: [Step: Int] = [:]
  /// Why the gate ended before it was done.
  var abortReason = ""

  enum Stage: Sendable {
    case start
    /// Makes the pairs up to a look, by its number.
    case pairs(Int)
    case confirmation(Int)
    case finished
  }

  /// - Parameters:
  ///   - roots: Folders that are taken from the front of file names, such as those of the two worktrees.
  ///   - fileRenames: Old names of files by new ones, below their roots: what the version control says was renamed.
  public init(_ plan: Plan, limits: Comparison.Limits = .init(), roots: [String] = [], fileRenames: [String: String] = [:]) {
    self.plan = plan
    self.limits = limits
    schedule = GateSchedule(plan)
    let last = Double(schedule.looks.last ?? 1)
    let fractions = schedule.looks.map { Double($0) / last }
    bounds = GroupSequential(fractions: fractions, alpha: limits.q, spending: .pocock)?.nominalPValues ?? [limits.q]
    table = RunTable(roots: roots, fileRenames: fileRenames)
  }

  /// The run to make next; nil when the gate knows enough. The same step until it is answered by `add` or `fail`.
  public mutating func next() -> Step? {
    while true {
      if let step = schedule.take() { return step }
      if case .finished = stage { return nil }
      advance()
    }
  }

  /// So many runs of how many at most, for people who wait.
  public var progress: (done: Int, of: Int) {
    let done = schedule.order - (schedule.outstanding == nil ? 0 : 1)
    if case .finished = stage { return (done, done) }
    let most = 2 + 2 * max(0, plan.countingRuns) + 2 * (schedule.looks.last ?? 0) + 2 * Self.confirmationPairs
    return (done, max(most, done + schedule.queued))
  }

  /// Takes in what came of a step; the profile need not be kept.
  public mutating func add(_ run: Run, for step: Step) {
    schedule.answer()
    failuresInRow[step.side] = 0
    switch step.purpose {
    case .warmup: break
    case .counting: counts.append(ReducedCounts(run, side: step.side))
    case .pair: pairs.set(table.add(run, side: step.side), for: step)
    case .confirmation: confirmations.set(table.add(run, side: step.side), for: step)
    }
  }

  /// Takes in that a run came to nothing. Its pair is made once more, then left out.
  public mutating func fail(_ step: Step, _ message: String) {
    schedule.answer()
    failures.append("\(step.side.rawValue), \(step.purpose.rawValue) \(step.pair + 1): \(message)")
    failuresInRow[step.side, default: 0] += 1
    if failuresInRow[step.side, default: 0] >= Self.mostFailures {
      abortReason = "\(Self.mostFailures) runs of the \(step.side.rawValue) in a row failed, the last one with: \(message)"
      schedule.drop()
      stage = .finished
      return
    }
    if step.purpose == .pair { pairs.remove(step.pair) }
    if step.purpose == .confirmation { confirmations.remove(step.pair) }
    let place = Step(GateSchedule.isPaired(step.purpose) ? .base : step.side, step.purpose, pair: step.pair, order: 0)
    attempts[place, default: 0] += 1
    // A warm-up that fails is worth another try: it is often the first sign of a command that needs one.
    let most = step.purpose == .warmup ? Self.mostFailures : 2
    if attempts[place, default: 0] < most { schedule.repeats(step) } else { schedule.abandon(step) }
  }
}
