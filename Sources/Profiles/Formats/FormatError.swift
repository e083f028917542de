/// Why bytes could not be read as a profile, or a profile not be written; one line that also says how to mend it.
public struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The bytes are of another kind.
    case notAProfile
    /// The bytes end too early.
    case truncated
    /// The bytes contradict their format.
    case damaged
    /// The format can only be read, or only be written.
    case unsupported
    /// Unpacked, the profile would exceed a limit.
    case tooLarge
  }

  public var code: Code
  /// What happened, to what: a clause without a full stop.
  public var problem: String
  /// What the reader can do about it.
  public var remedy: String

  public init(_ code: Code, _ problem: String, remedy: String) {
    self.code = code
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { "\(problem); \(remedy)" }
}

extension FormatError {
  static func notAProfile(_ what: String) -> FormatError {
    FormatError(.notAProfile, what, remedy: "give a pprof, collapsed or perf script file, and name its format with --from if it was not recognised")
  }

  static func cutOff(_ what: String, at byte: Int) -> FormatError {
    FormatError(.truncated, "the \(what) is cut off at byte \(byte)", remedy: "copy or record it again, the rest is missing")
  }

  static func damaged(_ what: String, _ detail: String) -> FormatError {
    FormatError(.damaged, "the \(what) is damaged: \(detail)", remedy: "copy or record it again")
  }
}
