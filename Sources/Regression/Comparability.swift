import Profiles
import Statistics

/// Whether two sets of runs can be compared at all.
enum Comparability {
  /// Why not, and how to mend it, in one line without a full stop; nil when they can.
  static func refusal(_ table: RunTable, _ match: FunctionMatch, _ selection: RunSelection) -> String? {
    let base = selection.base.map { table.runs[$0] }
    let head = selection.head.map { table.runs[$0] }
    for (side, runs) in [("base", base), ("head", head)] {
      if runs.isEmpty { return "there is no run of the \(side); measure both sides" }
      if runs.allSatisfy({ $0.samples == 0 && $0.meters.targetCPU <= 0 }) {
        return "the \(side) has no samples; record for longer, while the program works"
      }
    }
    let types = Set((base + head).filter { $0.samples > 0 }.map(\.costType))
    if types.count > 1 {
      let names = types.map { "\($0.type) in \($0.unit)" }.sorted().joined(separator: " and ")
      return "the profiles have different units, \(names); record both in the same way"
    }
    if let first = base.first, let line = mismatch(first, base + head) { return line }
    return otherProgram(base, head, match)
  }

  /// The first run that was made elsewhere or otherwise than the first of all.
  private static func mismatch(_ first: ReducedRun, _ runs: [ReducedRun]) -> String? {
    let fingerprint = Fingerprint(first.environment, processors: first.meters.processors)
    for run in runs { if let line = Fingerprint(run.environment, processors: run.meters.processors).difference(from: fingerprint) { return line } }
    return nil
  }

  private static func otherProgram(_ base: [ReducedRun], _ head: [ReducedRun], _ match: FunctionMatch) -> String? {
    guard base.contains(where: { $0.samples > 0 }), head.contains(where: { $0.samples > 0 }) else { return nil }
    guard !match.functions.contains(where: { $0.match != .new && $0.match != .gone }) else { return nil }
    let names = [base, head].map { runs in runs.first?.environment.target.split(separator: "/").last.map(String.init) ?? "" }
    let programs = names[0] == names[1] ? "" : " (\(names[0]) and \(names[1]))"
    return "the profiles have no function in common and are of different programs\(programs); compare profiles of one program"
  }

  static func notes(_ table: RunTable, _ selection: RunSelection) -> [String] {
    guard let base = selection.base.first.map({ table.runs[$0] }), let head = selection.head.first.map({ table.runs[$0] }) else { return [] }
    let missing = Fingerprint(head.environment, processors: head.meters.processors)
      .missing(from: Fingerprint(base.environment, processors: base.meters.processors))
    var notes =
      missing.isEmpty ? [] : ["only one side says what this was, that it was the same is taken on trust: \(missing.joined(separator: ", "))"]
    let (old, new) = (base.environment.target.split(separator: "/").last ?? "", head.environment.target.split(separator: "/").last ?? "")
    if !old.isEmpty, !new.isEmpty, old != new { notes.append("the programs have different names, \(old) and \(new)") }
    return notes
  }
}
