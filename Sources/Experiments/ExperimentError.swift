/// Why a run, or a whole experiment, came to nothing: what happened, to what, and how to mend it, in one line.
public struct ExperimentError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// A command that is not there or cannot be started.
    case start
    /// The target was not ready in time, or its port was taken.
    case ready
    /// The target ended too early.
    case target
    /// The load generator failed, or what it printed cannot be read.
    case load
    /// Requests could not be counted.
    case requests
    /// The recorder could not attach or go on.
    case sampling
    /// What was asked for cannot be done.
    case plan
    /// A result folder that cannot be read or written.
    case store
    /// A revision, or a whole repository, that is not there.
    case revision
    /// A revision that cannot be built.
    case build
    /// A signal asked for the end.
    case interrupted
  }

  public var code: Code
  /// What happened, to what.
  public var message: String
  /// The line that mends it; empty when nothing does.
  public var remedy: String

  public init(_ code: Code, _ message: String, remedy: String = "") {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  public var description: String { remedy.isEmpty ? message : "\(message); \(remedy)" }
}
