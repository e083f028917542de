/// What one commit measured, as a history keeps it.
public struct HistoryEntry: Sendable, Equatable {
  /// The full hash, or whatever the user calls the state.
  public var commit: String
  /// Seconds since 1970.
  public var date: Double
  /// The first line of the commit's message.
  public var title = ""
  /// What was run, so that several benchmarks share a file.
  public var benchmark = ""
  /// What must be equal for two entries to be compared: machine, kernel, toolchain, flags, tool version.
  public var fingerprint = ""
  /// Numbers by name, such as `cpuNanoseconds` or `function Router.respond(to:)`.
  public var values: [String: Double] = [:]
  /// Source files of functions, by the name of their value; those that are not known are missing.
  public var files: [String: String] = [:]

  public init(commit: String, date: Double) {
    self.commit = commit
    self.date = date
  }
}
