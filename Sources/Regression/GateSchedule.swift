import Statistics

/// The order of the runs of a gate: pairs in blocks of two, ABBA or BAAB at random, so that a machine that drifts favours neither side.
///
/// Source of the order: R. A. Fisher, "The Design of Experiments", 1935, on randomised blocks.
struct GateSchedule: Sendable {
  /// Numbers of pairs after which the gate looks, ascending.
  let looks: [Int]
  private(set) var outstanding: Gate.Step?
  private var queue: [(side: Side, purpose: Gate.Purpose, pair: Int)] = []
  private var generator: SplitMix64
  /// Runs that were handed out.
  private(set) var order = 0
  /// By purpose: pairs that were planned so far.
  private(set) var plannedPairs = 0
  private(set) var plannedConfirmations = 0

  init(_ plan: Gate.Plan) {
    generator = SplitMix64(seed: plan.seed)
    looks = Self.looks(plan.pairs)
  }

  /// Even numbers near 0.6, 1 and 1.6 times the pairs; a block is two pairs.
  static func looks(_ pairs: Int) -> [Int] {
    let pairs = min(max(2, pairs), 10_000)
    let even = { (count: Double) in max(2, 2 * Int((count / 2).rounded())) }
    let middle = pairs + pairs % 2
    return Set([even(0.6 * Double(pairs)), middle, max(middle, even(1.6 * Double(pairs)))]).sorted()
  }

  /// The step that was handed out and not answered, or the next of the queue; nil when something has to be decided first.
  mutating func take() -> Gate.Step? {
    if let outstanding { return outstanding }
    guard !queue.isEmpty else { return nil }
    let next = queue.removeFirst()
    outstanding = Gate.Step(next.side, next.purpose, pair: next.pair, order: order)
    order += 1
    return outstanding
  }

  mutating func answer() { outstanding = nil }

  /// So many runs are still queued.
  var queued: Int { queue.count + (outstanding == nil ? 0 : 1) }

  mutating func drop() { queue = [] }

  /// One run of each side that is thrown away.
  mutating func planWarmups() {
    for side in shuffledSides() { queue.append((side, .warmup, 0)) }
  }

  mutating func planCounting(_ runs: Int) {
    for run in 0..<max(0, runs) { for side in [Side.base, .head] { queue.append((side, .counting, run)) } }
  }

  /// Adds blocks until so many pairs are planned.
  mutating func planPairs(upTo count: Int) {
    while plannedPairs < count {
      planBlock(.pair, plannedPairs)
      plannedPairs += 2
    }
  }

  mutating func planConfirmation(_ pairs: Int) {
    for _ in stride(from: 0, to: pairs, by: 2) {
      planBlock(.confirmation, plannedConfirmations)
      plannedConfirmations += 2
    }
  }

  private mutating func planBlock(_ purpose: Gate.Purpose, _ pair: Int) {
    let sides = shuffledSides()
    for (side, pair) in zip([sides[0], sides[1], sides[1], sides[0]], [pair, pair, pair + 1, pair + 1]) { queue.append((side, purpose, pair)) }
  }

  private mutating func shuffledSides() -> [Side] { generator.index(below: 2) == 0 ? [.base, .head] : [.head, .base] }

  /// Runs a step again; of a pair both sides, next.
  mutating func repeats(_ step: Gate.Step) {
    queue.removeAll { $0.purpose == step.purpose && $0.pair == step.pair && ($0.side == step.side || Self.isPaired(step.purpose)) }
    let sides = Self.isPaired(step.purpose) ? shuffledSides() : [step.side]
    queue.insert(contentsOf: sides.map { ($0, step.purpose, step.pair) }, at: 0)
  }

  /// Leaves out what is still queued of a pair.
  mutating func abandon(_ step: Gate.Step) {
    queue.removeAll { $0.purpose == step.purpose && $0.pair == step.pair && ($0.side == step.side || Self.isPaired(step.purpose)) }
  }

  static func isPaired(_ purpose: Gate.Purpose) -> Bool { purpose == .pair || purpose == .confirmation }
}
