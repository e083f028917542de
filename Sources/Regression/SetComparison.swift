import Profiles

/// Compares two sets of runs that are there already: `diff`, and `gate` on two folders.
public struct SetComparison: Sendable {
  public var limits: Comparison.Limits
  private var table: RunTable
  private var base: [Int] = []
  private var head: [Int] = []

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
    if side == .base { base.append(index) } else { head.append(index) }
  }

  public func result() -> Comparison {
    let match = FunctionMatch(table)
    let selection = RunSelection(base: base, head: head)
    let analysis = Analysis(table, match, selection, Analysis.unit(table, selection.all))
    var comparison = Comparison(table, analysis, Judgement(limits: limits, bound: limits.q))
    comparison.conclude(abortReason: "")
    return comparison
  }
}
