/// What went wrong in a recording, counted.
struct PerfTally {
  /// Records that are not what they say, and samples of threads that had no number any more.
  var unreadable: UInt64 = 0
  /// What the kernel says in the rings that it lost.
  var lost: UInt64 = 0
  /// How often the kernel took fewer samples than asked for.
  var throttles = 0
  /// Threads that were born during the recording and ended without a sample.
  var unseenThreads = 0

  /// One-line facts for the reader.
  func notes(excludesKernel: Bool) -> [String] {
    var notes: [String] = []
    if excludesKernel {
      notes.append("the kernel shows an ordinary user no kernel time: time in system calls is missing; sudo sysctl kernel.perf_event_paranoid=1")
    }
    // A few that had nothing to do are no loss.
    if unseenThreads >= 10 {
      notes.append("\(unseenThreads) threads ended before the first tick of their own clocks: their time is missing; raise -F or use --collector bpf")
    }
    if throttles > 0 { notes.append("the kernel throttled sampling \(throttles) times: shares may be off; lower -F") }
    return notes
  }
}
