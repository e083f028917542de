import Glibc

extension Clock {
  /// A time of CLOCK_MONOTONIC as CLOCK_BOOTTIME, which also runs while the machine sleeps: the clock of thread starts.
  static func sinceBoot(_ monotonic: UInt64) -> UInt64 { monotonic &+ sleptTime }

  /// A time of CLOCK_BOOTTIME as CLOCK_MONOTONIC.
  static func monotonic(sinceBoot time: UInt64) -> UInt64 { time &- min(time, sleptTime) }

  private static var sleptTime: UInt64 {
    var boot = timespec()
    clock_gettime(CLOCK_BOOTTIME, &boot)
    let now = UInt64(boot.tv_sec) * 1_000_000_000 + UInt64(boot.tv_nsec)
    return now &- min(now, monotonic)
  }
}
