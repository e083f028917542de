import Reports
import Sampling

/// Shows every thread and Swift task of a process as they are now.
enum SnapshotCommand: Command {
  enum Format: String, CaseIterable {
    case text, json
  }

  static let specification = CommandSpecification(
    name: "snapshot",
    abstract: "Shows what every thread and Swift task of a process does or waits for now: why is it stuck?",
    usage: ["(-p PID | -n NAME) [--format text|json] [-o FILE]"],
    options: [
      .option("pid", short: "p", "PID", "Look at this process."),
      .option("name", short: "n", "NAME", "Look at the process with this name."),
      .option("format", short: "f", "FORMAT", "text (default) or json; guessed from the name given with -o."),
      .flag("json", "The same as --format json."),
      .option("output", short: "o", "FILE", "Write to this file instead of standard output."),
      .flag("scheduler", "Show the frames of the task scheduler and thread start, and thunks, which are hidden by default."),
      .flag("raw-names", "Show names as they are in the symbol table."),
    ],
    examples: [
      ("headroom snapshot -p 4711", "deadlocks and an exhausted pool first, then threads, then tasks"),
      ("headroom snapshot -n my-server -o stuck.txt", "by name, kept in a file before the restart"),
      ("headroom snapshot -p 4711 --json | jq '.tasks[] | select(.state == \"actor\")'", "the tasks that wait for an actor"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let format = try format(arguments)
    guard let processID = try TargetArguments.processID(arguments, specification) else {
      throw UsageError("nothing to look at: give -p PID or -n NAME", specification)
    }
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    let snapshot = try SnapshotTaker.take(processID: processID) { Terminal.progress($0) }
    var options = SnapshotReport.Options()
    options.showsScheduler = arguments.flag("scheduler")
    options.rawNames = arguments.flag("raw-names")
    let text =
      switch format {
      case .text:
        SnapshotReport.render(
          snapshot, options: options, width: output == nil ? Terminal.width : 120, usesColor: output == nil && Terminal.usesColor)
      case .json: SnapshotReport.json(snapshot, options: options)
      }
    if let output { try output.write(Array(text.utf8)) } else { try Terminal.output(text) }
    return ExitCode.success
  }

  private static func format(_ arguments: ParsedArguments) throws -> Format {
    if let format = try arguments.choice("format", Format.self, specification) { return format }
    return arguments.flag("json") || arguments.value("output")?.hasSuffix(".json") == true ? .json : .text
  }
}
