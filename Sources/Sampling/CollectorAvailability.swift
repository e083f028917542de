/// Whether a collector works here.
public struct CollectorAvailability: Sendable, Equatable {
  public var collector: CollectorName
  public var isAvailable: Bool
  /// What works, or why it does not.
  public var reason: String
  /// The exact line that mends it; empty when it works or nothing does.
  public var remedy: String

  public init(collector: CollectorName, isAvailable: Bool, reason: String, remedy: String = "") {
    self.collector = collector
    self.isAvailable = isAvailable
    self.reason = reason
    self.remedy = remedy
  }
}
