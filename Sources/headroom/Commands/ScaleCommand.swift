import Reports
import Scaling

/// Tells what a request costs and what stops a program from serving more.
enum ScaleCommand: Command {
  enum Format: String, CaseIterable {
    case text, json, markdown
  }

  static let specification = CommandSpecification(
    name: "scale",
    abstract: "Runs a workload at rising load, size or age, and tells what a request costs and what stops it from scaling.",
    usage: [
      "--levels 1,2,4,8 [--load 'COMMAND with {N}'] [options] -- COMMAND [ARGUMENT…]",
      "(--sizes LIST | --windows COUNT) [options] -- COMMAND [ARGUMENT…]",
      "--from FILE [--columns N,X[,R]] [--think TIME] [--format text|json|markdown] [-o FILE]",
    ],
    options: ScaleLive.options + [
      .option("at", "N", "The level the account tells of. Default: the highest."),
      .option(
        "from", "FILE",
        "Measurements made elsewhere: a table with a header and one row for each run: N,X (and R, seconds)\nor size,cost. Separators are , ; or tab; - is standard input."),
      .option(
        "columns", "NAMES",
        "Names of the columns of N, X (and R), or of size and cost, where the table has others\nthan n, clients, threads, …; x, throughput, rps, …; r, latency_ms, …."),
      .option("format", short: "f", "FORMAT", "text (default), json or markdown, on standard output."),
      .flag("json", "The same as --format json."),
      .option("limit", "COUNT", "Rows of each table (default 20)."),
    ],
    examples: [
      (
        "headroom scale --levels 1,2,4,8,16 --load 'wrk -t1 -c{N} -d{seconds}s http://127.0.0.1:8080/' -- ./server --port 8080",
        "a server under a load generator: a fresh process for every run"
      ),
      ("headroom scale --levels 1,2,4,8,16 -- ./worker --clients {N}", "a program that drives itself and prints lines `requests=TOTAL`"),
      ("headroom scale --levels 1,2,4,8 --request 'handle(_:)' -- ./worker --clients {N}", "one that prints nothing: entries to a function are counted"),
      ("headroom scale --sizes 1k,2k,4k,8k,16k -- ./worker --size {size}", "how the cost of a request, and of each function, grows with size"),
      ("headroom scale --windows 40 --seconds 40s -- ./worker", "what piles up as a process ages"),
      ("headroom scale --resume --levels 1,2,4,8,16 -- ./worker --clients {N}", "go on after Ctrl-C"),
      ("headroom report headroom-scale -o scale.html", "the result as a page"),
      ("headroom scale --from loadtest.csv", "fit throughput against clients, measured elsewhere"),
      ("printf 'size,cost_ms\\n1000,1.2\\n2000,2.3\\n' | headroom scale --from -", "how cost grows with size"),
    ],
    takesCommand: true)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    if arguments.value("from") != nil {
      guard arguments.command.isEmpty else { throw UsageError("give either a table or a command to run, not both", specification) }
      return try ScaleFromCommand.run(arguments)
    }
    guard !arguments.command.isEmpty || arguments.value("pid") != nil else {
      throw UsageError("nothing to run: give -- COMMAND, or -p PID with --load, or a table of measurements with --from FILE", specification)
    }
    let format = try format(arguments)
    let limit = try arguments.integer("limit", in: 1...1_000_000, specification) ?? 20
    let level = try arguments.integer("at", in: 1...1_000_000, specification)
    var analysis = ScaleAnalysis()
    let outcome = try ScaleLive.run(arguments, specification) { analysis.add($0) }
    analysis.options.environment = outcome.environment
    analysis.options.failures = outcome.failures
    analysis.options.remarks = outcome.remarks
    analysis.options.accountLevel = level
    let result = analysis.result()

    let json = ScaleJSON.render(result)
    try OutputFile("\(outcome.folder)/\(ScaleResultFile.name)").write(Array(json.utf8))
    try OutputFile("\(outcome.folder)/report.html").write(ScalePage.render(result))
    switch format {
    case .text: try Terminal.output(ScaleText.render(result, limit: limit, width: Terminal.width, usesColor: Terminal.usesColor))
    case .markdown: try Terminal.output(ScaleMarkdown.render(result, limit: limit))
    case .json: try Terminal.output(json)
    }
    Terminal.note("headroom: wrote \(outcome.folder)/\(ScaleResultFile.name), report.html and a profile of each run in \(outcome.folder)/runs")
    return ExitCode.success
  }

  static func format(_ arguments: ParsedArguments) throws -> Format {
    if let format = try arguments.choice("format", Format.self, specification) { return format }
    if arguments.flag("json") { return .json }
    guard arguments.value("from") != nil, let name = arguments.value("output") else { return .text }
    return name.hasSuffix(".json") ? .json : name.hasSuffix(".md") ? .markdown : .text
  }
}
