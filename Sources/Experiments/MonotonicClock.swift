import Glibc

/// CLOCK_MONOTONIC: the clock of samples, so that windows, output lines and meters can be compared with them.
public enum MonotonicClock {
  /// Nanoseconds.
  public static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Seconds from `earlier` to `later`, negative when it is the other way round.
  public static func seconds(from earlier: UInt64, to later: UInt64) -> Double { (Double(later) - Double(earlier)) / 1e9 }
}

extension UInt64 {
  /// A span of time in nanoseconds; 0 for what is not positive.
  init(nanosecondsOf seconds: Double) { self = seconds > 0 ? UInt64(Swift.min(seconds, 1e9) * 1e9) : 0 }
}
