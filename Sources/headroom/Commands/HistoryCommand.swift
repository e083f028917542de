import Glibc
import History
import Reports

/// Keeps results by commit and finds where their level changed.
enum HistoryCommand: Command {
  enum Action: String, CaseIterable {
    case add, list, trend, export

    /// The options that mean something to it, beside `--file` and `--benchmark`.
    var options: Set<String> {
      switch self {
      case .add: ["commit", "date", "title", "fingerprint", "replace"]
      case .list: ["limit", "format", "json", "output"]
      case .trend: ["metric", "function", "all", "fingerprint", "from", "format", "json", "output", "limit"]
      case .export: ["format", "json", "output"]
      }
    }
  }

  static let specification = CommandSpecification(
    name: "history",
    abstract: "Keeps results by commit, and finds the commits at which their level changed for good.",
    usage: [
      "add RESULT… [--commit REV] [--date DATE] [--title TEXT] [--benchmark NAME] [--replace]",
      "list [--benchmark NAME] [--limit COUNT] [--format text|json|csv]",
      "trend [--metric NAME | --function NAME | --all] [--format text|json|markdown|html] [-o FILE]",
      "trend --from FILE.csv",
      "export [--format csv|json] [-o FILE]",
    ],
    options: [
      .option("file", "FILE", "The history (default \(HistoryStore.defaultPath))."),
      .option("commit", "REV", "What was measured (default: what the result says, else HEAD of the current folder)."),
      .option("date", "DATE", "2026-11-24, 2026-11-24T02:45:10Z or seconds since 1970 (default: the commit's)."),
      .option("title", "TEXT", "One line about it (default: the first line of the commit's message)."),
      .option("benchmark", "NAME", "What was run (default: the program's name); of list, trend and export: only this."),
      .option(
        "fingerprint", "TEXT",
        "Only entries of one machine and toolchain are joined. Of trend: the one with TEXT in it (default: the\n"
          + "newest entry's); of add: what to write instead of what the result says."),
      .flag("replace", "Forget what was measured of the same commit before; else it is one more measurement."),
      .option("metric", "NAME", "The series of one value, such as cpuNanoseconds (default: all but those of functions)."),
      .option("function", "NAME", "The series of one function: its name or a part that no other has."),
      .flag("all", "Every series, those of functions too."),
      .option("from", "FILE", "Find the changes of any series: one value a row, or commit,value; - is standard input."),
      .option("limit", "COUNT", "Entries of list, or series of trend, that are shown (default 20)."),
      .option("format", short: "f", "FORMAT", "text, json, markdown, html or csv; guessed from the name given with -o."),
      .flag("json", "The same as --format json."),
      .option("output", short: "o", "FILE", "Write to this file instead of standard output."),
    ],
    examples: [
      ("headroom history add gate-result", "keep what a gate measured of its head"),
      ("headroom history add profile.pb.gz --commit v1.2 --benchmark routing", "a profile, of a tag"),
      ("headroom history trend", "what changed, at which commit, and in which functions"),
      ("headroom history trend --format html -o trend.html", "the same as a page"),
      ("headroom history trend --from latency.csv --json | jq '.changes[].index'", "the changes of any series of numbers"),
    ],
    positional: ["add|list|trend|export", "RESULT…"], repeatsLast: true)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let names = Action.allCases.map(\.rawValue)
    guard let word = arguments.positional.first else {
      throw UsageError("say what to do with the history: \(names.joined(separator: ", "))", specification)
    }
    guard let action = Action(rawValue: word) else {
      let near = Spelling.nearest(to: word, in: names)
      throw UsageError(
        "history knows no `\(word)`" + (near.map { "; did you mean `\($0)`?" } ?? ", but \(names.joined(separator: ", "))"), specification)
    }
    let given = Set(arguments.values.keys).union(arguments.flags).subtracting(["file", "benchmark"])
    if let stray = given.subtracting(action.options).sorted().first {
      throw UsageError("history \(word) takes no --\(stray)", specification)
    }
    let rest = Array(arguments.positional.dropFirst())
    if action != .add, let stray = rest.first { throw UsageError("unexpected argument `\(stray)`", specification) }
    switch action {
    case .add: return try HistoryAdd.run(rest, arguments)
    case .list: return try HistoryList.run(arguments)
    case .trend: return try HistoryTrendCommand.run(arguments)
    case .export: return try HistoryList.export(arguments)
    }
  }

  /// Where the history lies.
  static func path(_ arguments: ParsedArguments) -> String { arguments.value("file") ?? HistoryStore.defaultPath }

  /// The format that was asked for, or that the name of the output shows.
  static func format<Format: RawRepresentable & CaseIterable>(
    _ arguments: ParsedArguments, _ type: Format.Type, otherwise: Format
  ) throws -> Format where Format.RawValue == String {
    if let format = try arguments.choice("format", Format.self, specification) { return format }
    if arguments.flag("json"), let json = Format(rawValue: "json") { return json }
    guard let end = arguments.value("output")?.split(separator: ".").last else { return otherwise }
    return Format(rawValue: end == "md" ? "markdown" : String(end)) ?? otherwise
  }

  static func write(_ text: String, _ output: OutputFile?) throws {
    if let output { try output.write(Array(text.utf8)) } else { try Terminal.output(text) }
  }
}
