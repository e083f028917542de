import Profiles
import Statistics

/// Turns runs into the answer. Runs are added one by one and reduced at once, so that no more than one profile is held.
public struct ScaleAnalysis: Sendable {
  public struct Options: Sendable {
    public var environment = ScaleEnvironment()
    /// The N the account tells of; nil for the highest.
    public var accountLevel: Int?
    /// Runs that failed, one sentence each.
    public var failures: [String] = []
    /// What the experiment has to say for the trust panel: pinning, ports, a target that was not started afresh.
    public var remarks: [TrustItem] = []
    /// Processors with a core of their own; nil when unknown. Beyond them threads share cores.
    public var physicalCores: Int?
    public var resamples = 1000

    public init() {}
  }

  public var options: Options
  private(set) var forest = CallForest()
  private var spins = SpinRules()
  private(set) var resources = ResourceTable()
  private(set) var runs: [RunSums] = []
  /// Path of the executable, as the first profile names it.
  private var target = ""
  /// Runs without requests.
  private var emptyRuns = 0

  public init(_ options: Options = Options()) { self.options = options }

  public var runCount: Int { runs.count }

  /// Adds a run.
  public mutating func add(_ run: Run) {
    guard run.requests > 0, run.seconds > 0 else {
      emptyRuns += 1
      return
    }
    if target.isEmpty { target = run.profile.environment.target }
    runs.append(RunSums(run, &forest, &spins, &resources))
  }

  /// Adds a run that was reduced elsewhere, its stacks in the forest of `update`.
  mutating func add(_ update: (inout CallForest, inout ResourceTable) -> RunSums) { runs.append(update(&forest, &resources)) }

  /// The answer from all runs so far.
  /// - Complexity: linear in cells and runs, times levels.
  public func result() -> ScaleResult {
    var result = ScaleResult()
    result.environment = options.environment
    let code = ProgramCode(forest, weights: nodeWeights(), target: target)
    let sizes = Set(runs.compactMap(\.point.size)).sorted()
    let sweep = runs.filter { $0.point.window == nil && !$0.isClosing && ($0.point.size == sizes.first || sizes.isEmpty) }
    var trust = TrustPanel(options)
    trust.addRuns(runs, emptyRuns: emptyRuns)
    if Set(sweep.map(\.point.level)).count > 1 || (sizes.isEmpty && runs.allSatisfy { $0.point.window == nil } && !runs.isEmpty) {
      LoadSweep(sweep, runs.filter(\.isClosing), forest, resources, code, options).add(to: &result, &trust)
    }
    if sizes.count > 1 {
      let lowest = runs.filter { $0.point.window == nil && !$0.isClosing }.map(\.point.level).min() ?? 1
      let sized = runs.filter { $0.point.window == nil && !$0.isClosing && $0.point.level == lowest }
      result.growth = SizeSweep(sized, forest, code).report()
      result.interaction = InteractionFinder(runs, sizes, forest, options).interaction()
    }
    if runs.contains(where: { $0.point.window != nil }) {
      result.ageing = AgeSweep(runs.filter { $0.point.window != nil && !$0.isClosing }, forest, code).report()
    }
    result.trust = trust.items
    result.sentence = Sentence.opening(result)
    return result
  }

  /// Time by node, over all runs.
  private func nodeWeights() -> [Double] {
    var weights = [Double](repeating: 0, count: forest.nodeCount)
    for run in runs { for cell in run.cells where cell.key.state.isRunning { weights[Int(cell.key.node)] += cell.time } }
    return weights
  }
}
