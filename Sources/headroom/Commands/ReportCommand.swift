import Profiles
import Reports
import Scaling

/// Shows a profile.
enum ReportCommand: Command {
  enum Format: String, CaseIterable {
    case text, html, markdown, json
  }

  static let specification = CommandSpecification(
    name: "report",
    abstract: "Shows where the time of a recording went: functions, stacks, waits, locks, actors, threads, tasks.",
    usage: [
      "[FILE] [--format text|html|markdown|json] [-o FILE] [--focus REGEX] [--ignore REGEX] [--by WHAT]",
      "[FILE] --type cpu|wait|queue|blame|samples [--state STATE[,STATE]]",
      "[FILE] --open | --serve [PORT]",
    ],
    options: [
      .option(
        "format", short: "f", "FORMAT", "text (default), html (one self-contained page), markdown or json;\nguessed from the name given with -o."),
      .flag("json", "The same as --format json."),
      .option("output", short: "o", "FILE", "Write to this file instead of standard output."),
      .flag("open", "Open the page in a browser (BROWSER, else xdg-open): the file given with -o, else a private one."),
      .optionalNumber(
        "serve", "PORT",
        "Serve the page at this port of 127.0.0.1 (default any free one) until Ctrl-C, and print its\naddress; with --open, open that. Programs of this machine can read it, others cannot."
      ),
      .option("focus", "REGEX", "Only stacks with a function that matches."),
      .option("ignore", "REGEX", "Without stacks that have a function that matches."),
      .option("by", "WHAT", "First table by function (default), line, thread, task or state."),
      .option(
        "type", "TYPE",
        "What to add up: cpu (default), wait (threads, not idle or asleep), queue (tasks),\nblame (lock waits, by who held the lock) or samples."),
      .option("state", "STATES", "Only time in these states, with commas between them, such as lock,io; all for every state."),
      .flag("scheduler", "Show the frames of the task scheduler and thread start, which are hidden by default."),
      .flag("thunks", "Show thunks and partial applies, which are hidden by default."),
      .flag("raw-names", "Show names as they are in the symbol table."),
      .option("limit", "COUNT", "Rows of each table (default 20)."),
    ],
    examples: [
      ("headroom report", "profile.pb.gz as text"),
      ("headroom report profile.pb.gz -o report.html", "one page with a flame graph, to open in a browser"),
      ("headroom report --open", "the same page, opened at once"),
      ("headroom report --serve 8080", "the same page at http://127.0.0.1:8080/, through a tunnel such as ssh -L 8080:127.0.0.1:8080"),
      ("headroom report --focus 'Server\\.handle' --by line", "which lines below one function"),
      ("headroom report --type wait --state lock,io", "which stacks wait for locks, files and sockets"),
      ("headroom report --by state", "what threads and tasks did with all their time"),
      ("headroom report --json | jq '.functions[0]'", "for scripts"),
      ("headroom report headroom-scale -o scale.html", "a result of headroom scale, by its folder or its result.json"),
    ],
    positional: ["FILE"])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let path = arguments.positional.first ?? RecordCommand.defaultOutput
    let showing = try showing(arguments)
    let format = try format(arguments, showing)
    var options = ViewOptions()
    options.focus = arguments.value("focus")
    options.ignore = arguments.value("ignore")
    options.groupBy = try arguments.choice("by", ViewOptions.Grouping.self, specification) ?? .function
    options.sampleType = arguments.value("type")
    options.states = arguments.value("state").map { $0.split(separator: ",").map(String.init) }
    options.showsScheduler = arguments.flag("scheduler")
    options.showsThunks = arguments.flag("thunks")
    options.rawNames = arguments.flag("raw-names")
    let limit = try arguments.integer("limit", in: 1...1_000_000, specification) ?? 20
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    if ScaleResultFile.isResult(path) {
      let bytes = scale(try ScaleResultFile.read(path), format, limit: limit, toTerminal: output == nil)
      try deliver(bytes, path, showing, output)
      return ExitCode.success
    }
    let profile = try ProfileFile.read(path)
    // A state says what there is to add up: threads wait in some, tasks in others.
    if options.sampleType == nil, let states = options.states { options.sampleType = try ViewOptions.sampleType(ofStates: states) }
    try options.check(against: profile)
    let bytes: [UInt8]
    switch format {
    case .text:
      bytes = Array(
        try TextReport.render(
          profile, options: options, limit: limit, width: output == nil ? Terminal.width : 120, usesColor: output == nil && Terminal.usesColor
        ).utf8)
    case .html: bytes = try HTMLReport.render(profile, options: options)
    case .markdown: bytes = Array(try MarkdownReport.render(profile, options: options, limit: limit).utf8)
    case .json: bytes = Array(try JSONReport.render(profile, options: options).utf8)
    }
    try deliver(bytes, path, showing, output)
    return ExitCode.success
  }

  /// Puts a report where it was asked for.
  private static func deliver(_ bytes: [UInt8], _ path: String, _ showing: LocalPage.Showing, _ output: OutputFile?) throws {
    if showing.isWanted { return try LocalPage(bytes: bytes, title: path == "-" ? "standard input" : path).show(showing, output: output) }
    if let output { try output.write(bytes) } else { try Terminal.output(bytes) }
  }

  /// A result of `scale`, which has no stacks to choose from.
  private static func scale(_ result: ScaleResult, _ format: Format, limit: Int, toTerminal: Bool) -> [UInt8] {
    switch format {
    case .text:
      Array(
        ScaleText.render(result, limit: limit, width: toTerminal ? Terminal.width : 120, usesColor: toTerminal && Terminal.usesColor).utf8)
    case .html: ScalePage.render(result)
    case .markdown: Array(ScaleMarkdown.render(result, limit: limit).utf8)
    case .json: Array(ScaleJSON.render(result).utf8)
    }
  }

  /// Whether the report is a page for the person at this machine.
  private static func showing(_ arguments: ParsedArguments) throws -> LocalPage.Showing {
    var showing = LocalPage.Showing(opens: arguments.flag("open"))
    showing.port = try arguments.integer("serve", in: 0...65_535, specification) ?? (arguments.flag("serve") ? 0 : nil)
    if showing.isWanted, let output = arguments.value("output"), OutputFile(output).isStandardOutput {
      throw UsageError("\(showing.option) shows a page, which standard output cannot be; name a file with -o, or leave it out", specification)
    }
    return showing
  }

  private static func format(_ arguments: ParsedArguments, _ showing: LocalPage.Showing) throws -> Format {
    let named = try arguments.choice("format", Format.self, specification) ?? (arguments.flag("json") ? .json : nil)
    if showing.isWanted {
      guard named == nil || named == .html else { throw UsageError("\(showing.option) shows a page, so the format is html", specification) }
      return .html
    }
    if let named { return named }
    guard let name = arguments.value("output") else { return .text }
    if name.hasSuffix(".html") || name.hasSuffix(".htm") { return .html }
    if name.hasSuffix(".md") { return .markdown }
    return name.hasSuffix(".json") ? .json : .text
  }
}
