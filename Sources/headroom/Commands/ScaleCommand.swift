/// Tells what a request costs and what stops a program from serving more.
enum ScaleCommand: Command {
  enum Format: String, CaseIterable {
    case text, json
  }

  static let specification = CommandSpecification(
    name: "scale",
    abstract: "Tells how throughput grows with load, and cost with size.",
    usage: ["--from FILE [--columns N,X[,R]] [--think TIME] [--format text|json] [-o FILE]"],
    options: [
      .option(
        "from", "FILE",
        "A table with a header and one row for each run: N,X (and R, seconds) or size,cost.\nSeparators are , ; or tab; - is standard input."),
      .option(
        "columns", "NAMES",
        "Names of the columns of N, X (and R), or of size and cost, where the table has others\nthan n, clients, threads, …; x, throughput, rps, …; r, latency_ms, …."
      ),
      .option("think", "TIME", "Mean think time of the clients between requests, for Little's law."),
      .option("format", short: "f", "FORMAT", "text (default) or json; guessed from the name given with -o."),
      .flag("json", "The same as --format json."),
      .option("output", short: "o", "FILE", "Write to this file instead of standard output."),
    ],
    examples: [
      ("headroom scale --from loadtest.csv", "fit throughput against clients, measured elsewhere"),
      ("headroom scale --from oracle.csv --columns db_time,txn_rate", "name the columns"),
      ("printf 'size,cost_ms\\n1000,1.2\\n2000,2.3\\n' | headroom scale --from -", "how cost grows with size"),
      ("headroom scale --from loadtest.csv --json | jq .curve.selected", "for scripts"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    guard arguments.value("from") != nil else { throw UsageError("nothing to analyse: give a table of measurements with --from FILE", specification) }
    return try ScaleFromCommand.run(arguments)
  }

  static func format(_ arguments: ParsedArguments) throws -> Format {
    if let format = try arguments.choice("format", Format.self, specification) { return format }
    if arguments.flag("json") { return .json }
    return arguments.value("output")?.hasSuffix(".json") == true ? .json : .text
  }
}
