import Sampling

/// The options with which a command says how a process is recorded.
enum RecordingArguments {
  static let collector = OptionSpecification.option(
    "collector", "NAME", "auto (default: the best that works here), bpf, perf or ptrace; see headroom doctor.")
  static let noWaits = OptionSpecification.flag(
    "no-waits", "Do not record what threads do while they are not on a processor,\nnor how long Swift tasks are suspended.")
  static let noTasks = OptionSpecification.flag("no-tasks", "Do not record how long Swift tasks are queued and suspended.")

  static func frequency(default hertz: Int) -> OptionSpecification {
    .option("frequency", short: "F", "HERTZ", "Samples per second and CPU, 1 to 10000. Default \(hertz).")
  }

  /// The collector that was asked for; nil for the best.
  static func collector(_ arguments: ParsedArguments, _ specification: CommandSpecification) throws -> CollectorName? {
    try arguments.choice("collector", CollectorName.self, orElse: "auto", specification)
  }

  /// The frequency that was asked for, hertz; nil for the command's own.
  static func frequency(_ arguments: ParsedArguments, _ specification: CommandSpecification) throws -> Int? {
    try arguments.integer("frequency", in: 1...10_000, specification)
  }

  /// What is recorded of a process.
  static func target(_ processID: Int32, _ arguments: ParsedArguments, frequency: Int, includesChildren: Bool = false) -> CollectorTarget {
    CollectorTarget(
      processID: processID, includesChildren: includesChildren, frequency: frequency, recordsWaits: !arguments.flag("no-waits"),
      recordsTasks: !arguments.flag("no-tasks"), request: arguments.value("request"))
  }
}
