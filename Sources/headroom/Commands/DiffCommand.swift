import Profiles
import Regression
import Reports
import Scaling

/// Says what changed between two profiles, two sets of runs, or two results of `scale`.
enum DiffCommand: Command {
  enum Format: String, CaseIterable {
    case text, markdown, json, html
  }

  static let specification = CommandSpecification(
    name: "diff",
    abstract: "Says what changed between two profiles, two sets of runs or two results of scale, function by function.",
    usage: ["BASE HEAD [--threshold PERCENT] [--format text|markdown|json|html] [-o FILE]"],
    options: [
      .option(
        "threshold", "PERCENT",
        "A change of this or more is worse or better where it is significant, and must be excluded to say that\n"
          + "there is none (default 3%). Of results of scale, CPU per request, which is steadier, is worse or better from 1% on."),
      .option(
        "format", short: "f", "FORMAT",
        "text (default), markdown, json or html (one page with a differential flame graph; not of results of scale);\n"
          + "guessed from the name given with -o."),
      .flag("json", "The same as --format json."),
      .option("output", short: "o", "FILE", "Write to this file instead of standard output."),
      .option("limit", "COUNT", "Rows of the table of functions (default 20)."),
    ],
    examples: [
      ("headroom diff before.pb.gz after.pb.gz", "two recordings; exit code 2 for a regression, 3 where nothing can be said"),
      ("headroom diff before/ after/ -o diff.html", "two folders of recordings: several of each tell noise from change"),
      ("headroom diff headroom-gate/base headroom-gate/head", "the runs of a gate once more"),
      ("headroom diff scale-before scale-after", "two folders that headroom scale wrote: what a request costs, and how that moves with load"),
      ("headroom diff before.pb.gz after.pb.gz --json | jq '.functions[] | select(.statement == \"worse\")'", "what got worse, for scripts"),
    ],
    positional: ["BASE", "HEAD"])

  /// What of the options concerns the output.
  private struct Output {
    var format: Format
    var limit: Int
    var file: OutputFile?

    var width: Int { file == nil ? Terminal.width : 120 }
    var usesColor: Bool { file == nil && Terminal.usesColor }
  }

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    guard arguments.positional.count == 2 else { throw UsageError("diff needs two results: a base and a head", specification) }
    let threshold = try arguments.percentage("threshold", specification)
    let output = Output(
      format: try format(arguments), limit: try arguments.integer("limit", in: 1...1_000_000, specification) ?? 20,
      file: arguments.value("output").map { OutputFile($0) })
    try output.file?.checkWritable()
    let (base, head) = (arguments.positional[0], arguments.positional[1])
    let areScaleResults = try ScaleResultFile.areResults(base, head)
    let (bytes, verdict) = try areScaleResults ? scale(base, head, threshold, output) : runs(base, head, threshold, output)
    if let file = output.file { try file.write(bytes) } else { try Terminal.output(bytes) }
    return switch verdict {
    case .pass: ExitCode.success
    case .regression: ExitCode.regression
    case .inconclusive: ExitCode.inconclusive
    }
  }

  private static func runs(_ base: String, _ head: String, _ threshold: Double?, _ output: Output) throws -> (bytes: [UInt8], verdict: Verdict) {
    let comparison = try RunSetFile.compare(base, head, threshold: threshold, wantsTree: output.format == .html)
    let bytes =
      switch output.format {
      case .text: Array(ComparisonText.render(comparison, limit: output.limit, width: output.width, usesColor: output.usesColor).utf8)
      case .markdown: Array(ComparisonMarkdown.summary(comparison, artifact: nil, reproduce: nil, limit: output.limit).utf8)
      case .json: Array(ComparisonJSON.render(comparison, toolVersion: Headroom.version).utf8)
      case .html: ComparisonPage.render(comparison, toolVersion: Headroom.version)
      }
    return (bytes, comparison.verdict)
  }

  private static func scale(_ base: String, _ head: String, _ threshold: Double?, _ output: Output) throws -> (bytes: [UInt8], verdict: Verdict) {
    if output.format == .html { throw UsageError("there is no page of two results of scale; choose text, markdown or json", specification) }
    let difference = try ScaleResultFile.difference(base, head, threshold: threshold)
    let text =
      switch output.format {
      case .markdown: DifferenceReport.markdown(difference, limit: output.limit)
      case .json: DifferenceJSON.render(difference)
      case .text, .html: DifferenceReport.text(difference, limit: output.limit, width: output.width, usesColor: output.usesColor)
      }
    return (Array(text.utf8), difference.verdict)
  }

  private static func format(_ arguments: ParsedArguments) throws -> Format {
    if let format = try arguments.choice("format", Format.self, specification) { return format }
    if arguments.flag("json") { return .json }
    guard let name = arguments.value("output") else { return .text }
    if name.hasSuffix(".html") || name.hasSuffix(".htm") { return .html }
    return name.hasSuffix(".md") ? .markdown : name.hasSuffix(".json") ? .json : .text
  }
}
