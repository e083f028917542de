import Glibc

/// The two clocks a recording needs, in nanoseconds.
enum Clock {
  /// CLOCK_MONOTONIC: the clock of samples.
  static var monotonic: UInt64 { UInt64(read(CLOCK_MONOTONIC)) }
  /// CLOCK_REALTIME: since 1970.
  static var realtime: Int64 { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
