import Sampling

/// Shows where the time of a running program goes, again and again.
enum TopCommand: Command {
  static let specification = CommandSpecification(
    name: "top",
    abstract: "Shows live where the time of a running program goes: functions, threads, tasks and their states.",
    usage: ["(-p PID | -n NAME) [--interval 2s] [--count N] [--json] [-F 99] …"],
    options: [
      .option("pid", short: "p", "PID", "Look at this process."),
      .option("name", short: "n", "NAME", "Look at the process with this name."),
      .option("interval", short: "i", "TIME", "Time between two views, each of what happened since the last: 2s, 500ms. Default 2s."),
      .option("count", short: "c", "N", "End after so many views; default is to go on until q, Ctrl-C or the end of the process."),
      .flag("once", "The same as --count 1."),
      .option("limit", "ROWS", "Rows of each table where the output is no terminal. Default 10; on a terminal as many as fit."),
      .flag("json", "A line of JSON for each interval, as headroom report --json has it for a file."),
      RecordingArguments.frequency(default: 99),
      RecordingArguments.collector,
      .option("request", "FUNCTION", "Count entries to this function, also an async one: times are then shown per request too."),
      RecordingArguments.noWaits,
      RecordingArguments.noTasks,
    ],
    examples: [
      ("headroom top -p 4711", "a live view; q ends it, tab goes from functions to threads to tasks"),
      ("headroom top -n my-server -F 499 --interval 5s", "by name, finer, a new view every five seconds"),
      ("headroom top -n my-server --request 'Router.respond(to:)'", "with requests per second and time per request"),
      ("headroom top -p 4711 --count 3 > top.txt", "three views as plain text"),
      ("headroom top -p 4711 --json --once | jq '.functions[0].name'", "for scripts"),
    ])

  /// Seconds: a shorter interval has hardly a sample.
  private static let shortestInterval = 0.1

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let interval = try arguments.seconds("interval", specification) ?? 2
    guard interval >= shortestInterval else { throw UsageError("--interval takes 100ms or more", specification) }
    if arguments.flag("once"), arguments.value("count") != nil { throw UsageError("give either --once or --count, not both", specification) }
    let count = try arguments.integer("count", in: 1...1_000_000_000, specification) ?? (arguments.flag("once") ? 1 : nil)
    let limit = try arguments.integer("limit", in: 1...1_000_000, specification) ?? 10
    let frequency = try RecordingArguments.frequency(arguments, specification) ?? 99
    let collector = try RecordingArguments.collector(arguments, specification)
    guard let processID = try TargetArguments.processID(arguments, specification) else {
      throw UsageError("nothing to look at: give -p PID or -n NAME", specification)
    }
    let signals = StopSignals()
    let choice = try CollectorChoice.choose(collector, processID: processID)
    let target = RecordingArguments.target(processID, arguments, frequency: frequency)
    let session = TopSession(
      recorder: Recorder(collector: choice.collector, options: .init(target: target)), signals: signals,
      target: TargetDescription(processID: processID), display: display(isJSON: arguments.flag("json"), limit: limit))
    let end = try session.run(interval: interval, count: count)
    if end == .targetExited { Terminal.note("headroom: the process ended; \(session.summary)") }
    return ExitCode.success
  }

  private static func display(isJSON: Bool, limit: Int) -> any TopDisplay {
    if isJSON { return TopLines(.json) }
    return Terminal.canDraw ? TopScreen() : TopLines(.text(limit: limit))
  }
}
