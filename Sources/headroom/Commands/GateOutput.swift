import Glibc
import Regression
import Reports
import Scaling

/// Where the answer of a gate goes: standard output, the files of its folder, the exit code.
struct GateOutput {
  let folder: String
  private let format: GateCommand.Format
  private let limit: Int
  private let inconclusive: GateCommand.Inconclusive?

  init(_ arguments: ParsedArguments, _ specification: CommandSpecification) throws {
    folder = arguments.value("output") ?? GateCommand.defaultFolder
    format = try arguments.choice("format", GateCommand.Format.self, specification) ?? (arguments.flag("json") ? .json : .text)
    limit = try arguments.integer("limit", in: 1...1_000_000, specification) ?? 20
    inconclusive = try arguments.choice("inconclusive", GateCommand.Inconclusive.self, specification)
  }

  /// Writes the answer and says how it ends.
  ///
  /// - Parameters:
  ///   - options: Those that were given, for the command that does the same again.
  ///   - hasRuns: Whether the runs are in the folder too.
  func finish(_ comparison: Comparison, options: [String] = [], hasRuns: Bool) throws -> Int32 {
    try GateFiles.write(comparison, to: folder, options: options)
    switch format {
    case .json: try Terminal.output(ComparisonJSON.render(comparison, toolVersion: Headroom.version))
    case .markdown: try Terminal.output(ComparisonMarkdown.comment(comparison, artifact: nil, reproduce: nil))
    case .text: try Terminal.output(ComparisonText.render(comparison, limit: limit, width: Terminal.width, usesColor: Terminal.usesColor))
    }
    Terminal.note("headroom: wrote \(folder)/verdict.json" + (hasRuns ? ", and the runs in \(folder)/base and \(folder)/head" : ""))
    return exitCode(comparison.verdict)
  }

  /// Writes that measuring broke off, or never began: whoever reads the files must not take an older answer for this one.
  func fail(_ comparison: Comparison, _ message: String) throws {
    var comparison = comparison
    comparison.aspects = comparison.aspects.map { Comparison.AspectVerdict($0.aspect, .inconclusive, message) }
    comparison.verdict = .inconclusive
    comparison.sentence = "Nothing can be said: the measuring broke off."
    comparison.reason = message
    try GateFiles.write(comparison, to: folder)
  }

  func exitCode(_ verdict: Verdict) -> Int32 {
    switch verdict {
    case .pass: ExitCode.success
    case .regression: ExitCode.regression
    case .inconclusive:
      switch inconclusive {
      case .pass: ExitCode.success
      case .fail: ExitCode.regression
      case nil: ExitCode.inconclusive
      }
    }
  }
}
