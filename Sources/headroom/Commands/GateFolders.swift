import Experiments
import Glibc

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
    let result = try RunSetFile.compare(base, head, threshold: try arguments.percentage("threshold", specification))
    try RunStore.makeFolder(output.folder)
    return try output.finish(result)
  }
}
