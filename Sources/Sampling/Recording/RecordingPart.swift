import Profiles

/// What a recorder saw between two cuts, before anything was given a name.
public struct RecordingPart {
  let aggregator: SampleAggregator
  let book: WaitBook
  var trust: Trust
  /// Nanoseconds since 1970.
  let startTime: Int64
  /// Nanoseconds of CLOCK_MONOTONIC.
  public let begin: UInt64
  public let end: UInt64
  /// Waits that the tables had no room for.
  var lostWaits: UInt64 = 0
  /// Entries to the function that counts requests; nil when nobody counted.
  public internal(set) var requests: Int64?

  init(aggregator: SampleAggregator, book: WaitBook, trust: Trust, startTime: Int64, begin: UInt64, end: UInt64) {
    self.aggregator = aggregator
    self.book = book
    self.trust = trust
    self.startTime = startTime
    self.begin = begin
    self.end = end
  }

  /// Nanoseconds.
  public var duration: Int64 { Int64(end &- begin) }
}
