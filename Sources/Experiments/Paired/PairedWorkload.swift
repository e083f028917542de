import Profiles

/// What is run, again and again, in folders that differ: the same command line for all of them.
public struct PairedWorkload: Sendable, Equatable {
  /// How one run is measured.
  public enum Mode: Sendable, Equatable {
    /// The command does a fixed amount of work and ends by itself: it is measured from its first request to its end.
    case whole
    /// The command goes on, under load or by itself: a window of some seconds is measured.
    case window
  }

  /// The command line; with shell syntax it is run by a shell.
  public var command: String
  /// All but the command. Levels, sizes, windows and repetitions do not matter.
  public var plan = ExperimentPlan()
  /// What stands in every run's environment: the compiler, the command that built it.
  public var toolchain = ""

  public init(_ command: String) {
    self.command = command
    plan.frequency = 999
    plan.recordsWaits = false
    plan.recordsTasks = false
    let needsShell = ShellWords.needsShell(command) || (ShellWords.words(command).first?.contains("=") ?? false)
    plan.command = needsShell ? ["/bin/sh", "-c", command] : ShellWords.words(command)
  }

  /// A load, or `{seconds}` in the command, asks for a window.
  public var mode: Mode { plan.load != nil || command.contains("{seconds}") ? .window : .whole }

  /// Checks that it can be run, before anything is started; but for the program itself, which may be built first.
  public func check() throws(ExperimentError) {
    guard !plan.command.isEmpty else {
      throw ExperimentError(.plan, "there is nothing to run", remedy: "give a command with --run './tool --requests 20000'")
    }
    var plan = plan
    // A stand-in: a path may lead to what is not built yet.
    if let first = plan.command.first, first.contains("/") { plan.command[0] = "/bin/sh" }
    try plan.check()
  }
}
