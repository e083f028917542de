/// The commands of the tool, and what happens before one is chosen.
enum Headroom {
  static let version = "0.1.0"

  /// All commands, in the order the help lists them.
  static var commands: [any Command.Type] {
    [
      DoctorCommand.self, RecordCommand.self, TopCommand.self, SnapshotCommand.self, ReportCommand.self, ScaleCommand.self, DiffCommand.self,
      GateCommand.self, HistoryCommand.self, BisectCommand.self, ConvertCommand.self,
    ]
  }

  /// Runs the command line `words` and returns its exit code.
  static func run(_ words: [String]) -> Int32 {
    do {
      return try dispatch(words)
    } catch {
      Terminal.note("headroom: \(error)")
      return ExitCode.error
    }
  }

  private static func dispatch(_ words: [String]) throws -> Int32 {
    guard let name = words.first else {
      Terminal.note(overview)
      return ExitCode.error
    }
    switch name {
    case "--help", "-h", "help":
      if words.count > 1, let command = command(named: words[1]) {
        try Terminal.output(command.specification.helpText)
      } else {
        try Terminal.output(overview + "\n")
      }
      return ExitCode.success
    case "--version", "version":
      try Terminal.output("headroom \(version)\n")
      return ExitCode.success
    default:
      break
    }
    guard let command = command(named: name) else {
      let near = Spelling.nearest(to: name, in: commands.map { $0.specification.name })
      throw CommandError("unknown command `\(name)`" + (near.map { "; did you mean `\($0)`?" } ?? "; see headroom --help"))
    }
    let rest = Array(words.dropFirst())
    let own = rest.prefix { $0 != "--" }
    if own.contains("--help") || own.contains("-h") {
      try Terminal.output(command.specification.helpText)
      return ExitCode.success
    }
    return try command.run(try ParsedArguments(rest, for: command.specification))
  }

  private static func command(named name: String) -> (any Command.Type)? { commands.first { $0.specification.name == name } }

  private static var overview: String {
    var text = "headroom finds where the time of a Swift program on Linux goes, through its async callers.\n\n"
    text += "usage: headroom COMMAND …\n\ncommands:\n"
    for command in commands { text += "  \(command.specification.name.padded(to: 10))\(command.specification.abstract)\n" }
    text += """

      start here:
        headroom doctor                          what can be measured on this machine
        headroom record -p PID && headroom report profile.pb.gz

      headroom COMMAND --help shows the options of a command, with examples.
      """
    return text
  }
}

/// One command: what it accepts and what it does.
protocol Command {
  static var specification: CommandSpecification { get }
  /// Does the work and returns the exit code; a thrown error becomes one line on standard error and exit code 1.
  static func run(_ arguments: ParsedArguments) throws -> Int32
}
