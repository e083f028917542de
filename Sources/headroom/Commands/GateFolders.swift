import Experiments
import Glibc
import Regression
import Scaling

/// `gate BASE HEAD`: judges two sets of runs that are there already.
enum GateFolders {
  static func run(_ arguments: ParsedArguments, _ output: GateOutput) throws -> Int32 {
    let specification = GateCommand.specification
    guard arguments.positional.count == 2 else { throw UsageError("gate needs two sets of runs: a base and a head", specification) }
    for name in ["base", "head", "run", "build"] where arguments.value(name) != nil {
      throw UsageError("give either two sets of runs or --\(name), not both", specification)
    }
    let base = arguments.positional[0]
    let head = arguments.positional[1]
    guard access(base, F_OK) == 0 else {
      Terminal.note(
        "headroom: there is no baseline \(base); make one: headroom gate --run … on the base revision keeps its runs in headroom-gate/head")
      return ExitCode.baselineMissing
    }
    let threshold = try arguments.percentage("threshold", specification)
    let areScaleResults = try ScaleResultFile.areResults(base, head)
    let result =
      try areScaleResults ? scale(base, head, threshold) : RunSetFile.compare(base, head, threshold: threshold, wantsTree: true)
    try RunStore.makeFolder(output.folder)
    return try output.finish(result, hasRuns: false)
  }

  /// Two results of `scale`: what a request costs and how that moves with load have a verdict each.
  private static func scale(_ base: String, _ head: String, _ threshold: Double?) throws -> Comparison {
    let difference = try ScaleResultFile.difference(base, head, threshold: threshold)
    let subjects = [base, head].map { name in
      var subject = Comparison.Subject()
      subject.name = name
      return subject
    }
    return Comparison(scale: difference, base: subjects[0], head: subjects[1])
  }
}
