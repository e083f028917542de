/// One thing the doctor looked at.
public struct Finding: Sendable, Equatable {
  public enum Verdict: String, Sendable {
    /// Works.
    case good
    /// Works, but the reader loses something.
    case limited
    /// Does not work.
    case missing
  }

  /// What was looked at: `bpf collector`, `debug information`.
  public var subject: String
  public var verdict: Verdict
  /// What was found, in one line.
  public var detail: String
  /// The exact line that mends it; empty when nothing has to be mended.
  public var remedy: String

  public init(_ subject: String, _ verdict: Verdict, _ detail: String, remedy: String = "") {
    self.subject = subject
    self.verdict = verdict
    self.detail = detail
    self.remedy = remedy
  }
}
