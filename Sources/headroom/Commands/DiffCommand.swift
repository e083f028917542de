import Glibc
import Profiles
import Reports
import Scaling

/// Says what changed between two results of `scale`.
enum DiffCommand: Command {
  enum Format: String, CaseIterable {
    case text, markdown, json
  }

  static let specification = CommandSpecification(
    name: "diff",
    abstract: "Says what changed between two results of scale: what a request costs, and how that moves with load.",
    usage: ["BASE HEAD [--threshold PERCENT] [--format text|markdown|json] [-o FILE]"],
    options: [
      .option(
        "threshold", "PERCENT",
        "A change of this or more is worse or better where it is significant, and must be excluded to say that\n"
          + "there is none (default 3%). CPU per request, which is steadier, is worse or better from 1% on."),
      .option("format", short: "f", "FORMAT", "text (default), markdown or json; guessed from the name given with -o."),
      .flag("json", "The same as --format json."),
      .option("output", short: "o", "FILE", "Write to this file instead of standard output."),
      .option("limit", "COUNT", "Rows of the table of functions (default 20)."),
    ],
    examples: [
      ("headroom diff before after", "two folders that headroom scale wrote; exit code 2 for a regression, 3 where nothing can be said"),
      ("headroom diff before/result.json after/result.json --format markdown -o diff.md", "for a comment on a pull request"),
      ("headroom diff before after --json | jq '.metrics[] | select(.statement == \"worse\")'", "what got worse, for scripts"),
    ],
    positional: ["BASE", "HEAD"])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    guard arguments.positional.count == 2 else { throw UsageError("diff needs two results: a base and a head", specification) }
    let format = try format(arguments)
    let limits = ScaleDifference.Limits(margin: try threshold(arguments))
    let limit = try arguments.integer("limit", in: 1...1_000_000, specification) ?? 20
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    let base = try ScaleResultFile.read(arguments.positional[0])
    let head = try ScaleResultFile.read(arguments.positional[1])
    let difference = ScaleDifference(base: base, head: head, limits: limits)
    let text =
      switch format {
      case .text:
        DifferenceReport.text(
          difference, limit: limit, width: output == nil ? Terminal.width : 120, usesColor: output == nil && Terminal.usesColor)
      case .markdown: DifferenceReport.markdown(difference, limit: limit)
      case .json: DifferenceJSON.render(difference)
      }
    if let output { try output.write(Array(text.utf8)) } else { try Terminal.output(text) }
    return switch difference.verdict {
    case .pass: ExitCode.success
    case .regression: ExitCode.regression
    case .inconclusive: ExitCode.inconclusive
    }
  }

  private static func format(_ arguments: ParsedArguments) throws -> Format {
    if let format = try arguments.choice("format", Format.self, specification) { return format }
    if arguments.flag("json") { return .json }
    guard let name = arguments.value("output") else { return .text }
    return name.hasSuffix(".md") ? .markdown : name.hasSuffix(".json") ? .json : .text
  }

  /// `3%` and `3` are 0.03.
  private static func threshold(_ arguments: ParsedArguments) throws(UsageError) -> Double {
    guard let text = arguments.value("threshold") else { return ScaleDifference.Limits().margin }
    let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let percent = Double(digits), percent > 0, percent <= 100 else {
      throw UsageError("--threshold takes a percentage above 0 and up to 100, such as 3%, not `\(text)`", specification)
    }
    return percent / 100
  }
}
