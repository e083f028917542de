/// Why sampling could not start or go on: what happened, to what, and how to mend it, in one line.
public struct SamplingError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable {
    case noSuchProcess, permissionDenied, notSupported, targetExited, systemCall, ambiguousName
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
