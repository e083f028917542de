import FixtureSupport
import Synchronization

/// The waits of one thread, in order, written by it alone and without a lock: a lock here would be one more to be recorded.
final class IntervalLog: Sendable {
  /// Enough for some minutes; what comes later is not written down.
  private static let capacity = 1 << 18
  private nonisolated(unsafe) let intervals = UnsafeMutablePointer<Range<UInt64>>.allocate(capacity: capacity)
  private let count = Atomic<Int>(0)

  func append(_ interval: Range<UInt64>) {
    let count = count.load(ordering: .relaxed)
    guard count < Self.capacity else { return }
    (intervals + count).initialize(to: interval)
    self.count.store(count + 1, ordering: .releasing)
  }

  /// All waits so far, and the one that began at `start` and lasts until now.
  func all(andSince start: UInt64?) -> [Range<UInt64>] {
    let closed = Array(UnsafeBufferPointer(start: intervals, count: count.load(ordering: .acquiring)))
    // The open one may have been closed and written down between the caller's look and ours.
    guard let start, closed.last?.lowerBound != start else { return closed }
    return closed + [start..<max(start, Fixture.wallTime())]
  }
}

/// How much of the time inside the window belongs to an interval of both lists; each is in order and without overlaps.
func overlap(_ left: [Range<UInt64>], _ right: [Range<UInt64>]) -> UInt64 {
  var (sum, index) = (UInt64(0), 0)
  for interval in left {
    while index < right.count, right[index].upperBound <= interval.lowerBound { index += 1 }
    var other = index
    while other < right.count, right[other].lowerBound < interval.upperBound {
      let common = interval.clamped(to: right[other])
      sum += Window.clip(common.lowerBound, common.upperBound)
      other += 1
    }
  }
  return sum
}
