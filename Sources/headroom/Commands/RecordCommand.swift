import Profiles
import Sampling

/// Records where the time of a running program goes.
enum RecordCommand: Command {
  static let defaultOutput = "profile.pb.gz"

  static let specification = CommandSpecification(
    name: "record",
    abstract: "Records where the time of a running program goes, into a profile file.",
    usage: ["(-p PID | -n NAME) [-d 10s] [-F 99] [-o profile.pb.gz] …", "[options] -- COMMAND [ARGUMENT…]"],
    options: [
      .option("pid", short: "p", "PID", "Record this process."),
      .option("name", short: "n", "NAME", "Record the process with this name."),
      .option(
        "duration", short: "d", "TIME",
        "How long: 10s, 500ms, 2m. Default 10s; with -- COMMAND until it ends.\nCtrl-C ends it earlier and keeps what was recorded."),
      RecordingArguments.frequency(default: 99),
      RecordingArguments.collector,
      .option("output", short: "o", "FILE", "Profile to write, a gzipped pprof. Default \(defaultOutput)."),
      .flag("children", "Also record processes that the target starts."),
      .flag("timeline", "Keep the time of every sample, and with bpf of waits; the file grows."),
      .option(
        "rotate", "TIME", "Write a file for every such piece of time, as FILE.0001.pb.gz and so on; default end is Ctrl-C."),
      .option("request", "FUNCTION", "Count entries to this function, also an async one: reports then show time per request."),
      RecordingArguments.noWaits,
      RecordingArguments.noTasks,
      .flag("with-arguments", "Store the command line of the target in the file."),
    ],
    examples: [
      ("headroom record -p 4711", "ten seconds of a running process"),
      ("headroom record -n my-server -d 30s -F 499 -o busy.pb.gz", "by name, longer, finer"),
      ("headroom record -n my-server --request 'Router.respond(to:)'", "time per request: how often a function is entered is counted"),
      ("headroom record -n my-server --rotate 10m", "go on until Ctrl-C, a file every ten minutes"),
      ("headroom record -- .build/release/tool --input data", "a command from its start to its end"),
    ],
    takesCommand: true)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let duration = try arguments.seconds("duration", specification)
    let frequency = try RecordingArguments.frequency(arguments, specification) ?? 99
    let collector = try RecordingArguments.collector(arguments, specification)
    let outputPath = arguments.value("output") ?? defaultOutput
    let rotation = try arguments.seconds("rotate", specification)
    let output = OutputFile(rotation == nil ? outputPath : RotatedFile.path(outputPath, number: 1))
    if rotation != nil, output.isStandardOutput { throw UsageError("--rotate needs a file: give one with -o", specification) }
    let named = try TargetArguments.processID(arguments, specification)
    guard (named == nil) != arguments.command.isEmpty else {
      throw UsageError(
        named == nil ? "nothing to record: give -p PID, -n NAME or -- COMMAND" : "give either a process or a command, not both", specification)
    }
    try output.checkWritable()

    let signals = StopSignals()
    let launched = named == nil ? try LaunchedProcess(arguments.command) : nil
    let processID = named ?? launched!.processID
    do {
      let choice = try CollectorChoice.choose(collector, processID: processID)
      Terminal.note("headroom: \(choice.reason)")
      let target = RecordingArguments.target(processID, arguments, frequency: frequency, includesChildren: arguments.flag("children"))
      let recorder = Recorder(collector: choice.collector, options: .init(target: target, keepsTimestamps: arguments.flag("timeline")))
      let description = TargetDescription(processID: processID)
      let session = RecordingSession(
        recorder: recorder, signals: signals, launched: launched, name: launched.map { _ in arguments.command[0] } ?? description.name)
      let program = launched?.path ?? description.path
      var part = 1
      let end = try session.run(seconds: duration ?? (launched == nil && rotation == nil ? 10 : nil), rotation: rotation) {
        var profile = recorder.takePart(toolVersion: Headroom.version, program: program)
        addArguments(&profile, arguments, description, isLaunched: launched != nil)
        try finish(profile, to: OutputFile(RotatedFile.path(outputPath, number: part)), end: nil)
        part += 1
      }
      var profile = recorder.profile(toolVersion: Headroom.version, program: program)
      addArguments(&profile, arguments, description, isLaunched: launched != nil)
      try finish(profile, to: rotation == nil ? output : OutputFile(RotatedFile.path(outputPath, number: part)), end: end)
    } catch {
      launched?.abandon()
      throw error
    }
    return ExitCode.success
  }

  private static func addArguments(_ profile: inout Profile, _ arguments: ParsedArguments, _ description: TargetDescription, isLaunched: Bool) {
    guard arguments.flag("with-arguments") else { return }
    profile.environment.arguments = isLaunched ? arguments.command.joined(separator: " ") : description.arguments
  }

  /// - Parameter end: How the recording ended; nil for a part of one that goes on.
  private static func finish(_ profile: Profile, to output: OutputFile, end: RecordingSession.End?) throws {
    let bytes = try ProfileFormat.pprof.encode(profile)
    let (path, problem) = try output.writeOrRescue(bytes)
    let trust = profile.environment.trust
    var line = "recorded \(trust.samples) samples in \(Format.seconds(profile.duration)) s"
    line += " (\(end?.text ?? "a part")); \(trust.lost) lost, \(trust.truncated) cut short"
    Terminal.note("headroom: \(line)")
    if trust.samples == 0 { Terminal.note("headroom: " + (profile.environment.notes.last ?? "no samples")) }
    if let problem { throw CommandError("\(problem); the recording is in \(path)") }
    let hint = output.isStandardOutput ? "" : "; look at it with: headroom report \(path)"
    Terminal.note("headroom: wrote \(path) (\(Format.bytes(bytes.count)))\(hint)")
  }
}
