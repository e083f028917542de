import Profiles
import Scaling

/// Compares two sets of runs that are there already: `diff`, and `gate` on two folders.
public struct SetComparison: Sendable {
  public var limits: Comparison.Limits
  /// Whether the result holds the stacks of both sides.
  public var wantsTree = false
  /// Whether both sets are of one gate, whose runs came in pairs: then each is compared with its neighbour, and a machine that drifts takes
  /// nothing from the answer.
  public var areOfOneGate = false
  private var table: RunTable
  private var base: [Int] = []
  private var head: [Int] = []
  /// Which runs they were, by index in the table.
  private var places: [(order: Int, repetition: Int)] = []

  /// - Parameters:
  ///   - roots: Folders that are taken from the front of file names, such as those of two worktrees.
  ///   - fileRenames: Old names of files by new ones, below their roots: what the version control says was renamed.
  public init(limits: Comparison.Limits = .init(), roots: [String] = [], fileRenames: [String: String] = [:]) {
    self.limits = limits
    table = RunTable(roots: roots, fileRenames: fileRenames)
  }

  /// Takes in a run; its profile need not be kept.
  public mutating func add(_ run: Run, to side: Side) {
    let index = table.add(run, side: side)
    places.append((run.order, run.repetition))
    if side == .base { base.append(index) } else { head.append(index) }
  }

  /// The runs to compare. Of a gate those that stand beside one another as a pair; what is left of a pair of which one run failed is no evidence.
  private var selection: RunSelection {
    let unpaired = RunSelection(base: base, head: head)
    guard areOfOneGate else { return unpaired }
    let headByOrder = Dictionary(head.map { (places[$0].order, $0) }) { first, _ in first }
    let pairs = base.compactMap { run in
      [1, -1].lazy.compactMap { headByOrder[places[run].order + $0] }.first { places[$0].repetition == places[run].repetition }.map { (run, $0) }
    }
    return pairs.isEmpty ? unpaired : RunSelection(pairs: pairs)
  }

  public func result() -> Comparison {
    let match = FunctionMatch(table)
    let selection = selection
    let unit = Analysis.unit(table, selection.all)
    if let refusal = Comparability.refusal(table, match, selection) { return refused(refusal, selection, unit) }
    var comparison = Comparison(
      table, Analysis(table, match, selection, unit), Judgement(limits: limits, bound: limits.q), confirmed: nil)
    comparison.metrics += CountRows(table, selection, threshold: limits.threshold).changes
    comparison.trust = ComparisonTrust.items(selection.all.map { table.runs[$0] })
    comparison.notes += Comparability.notes(table, selection)
    if selection.isPaired { comparison.notes.append("both sets are of one gate: each run is compared with the one beside it") }
    if min(selection.base.count, selection.head.count) == 1 {
      comparison.notes.append(
        "one run of a side: how much runs differ is not known, and taken to be \(ScaleNumber.percent(NoiseModel.assumedVariation))")
    }
    if wantsTree { comparison.tree = DifferenceTree(table, match, unit) }
    comparison.conclude()
    return comparison
  }

  private func refused(_ refusal: String, _ selection: RunSelection, _ unit: Comparison.CostUnit) -> Comparison {
    var comparison = Comparison()
    (comparison.limits, comparison.unit) = (limits, unit)
    comparison.base = Comparison.Subject(selection.base.map { table.runs[$0] })
    comparison.head = Comparison.Subject(selection.head.map { table.runs[$0] })
    comparison.trust = [TrustItem("fingerprint", .refused, refusal)]
    comparison.conclude(refusal: "Not compared: \(refusal).")
    return comparison
  }
}
