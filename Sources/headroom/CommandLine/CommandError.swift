/// An error at the command line: what happened, to what, and how to mend it, in one line.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The exit codes of every command.
enum ExitCode {
  static let success: Int32 = 0
  static let error: Int32 = 1
  static let regression: Int32 = 2
  static let inconclusive: Int32 = 3
  static let baselineMissing: Int32 = 4
}
