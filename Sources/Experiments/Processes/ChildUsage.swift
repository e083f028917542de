import Glibc

/// What a command that has ended used, with all it has waited for, as `wait4(2)` tells.
struct ChildUsage: Sendable, Equatable {
  /// CPU time, nanoseconds.
  var processorNanoseconds: Double
  /// The most memory that was resident at once in one process, bytes. That of the process it was forked from is in it until its `exec`.
  var peakResidentBytes: Double
  /// Voluntary and involuntary switches of all threads.
  var contextSwitches: Double
  /// When its end was noticed, nanoseconds of CLOCK_MONOTONIC.
  var endTime: UInt64

  init(_ usage: rusage, endTime: UInt64) {
    let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    processorNanoseconds = seconds * 1e9 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e3
    peakResidentBytes = Double(usage.ru_maxrss) * 1024
    contextSwitches = Double(usage.ru_nvcsw + usage.ru_nivcsw)
    self.endTime = endTime
  }
}
