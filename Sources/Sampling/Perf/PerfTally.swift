/// What went wrong in a recording, counted.
struct PerfTally {
  /// Records that are not what they say, and samples of threads that had no number any more.
  var unreadable: UInt64 = 0
  /// What the kernel says in the rings that it lost.
  var lost: UInt64 = 0
  /// How often the kernel took fewer samples than asked for.
  var throttles = 0

  /// One-line facts for the reader.
  func notes(excludesKernel: Bool) -> [String] {
    var notes: [String] = []
    if excludesKernel {
      notes.append("the kernel shows an ordinary user no kernel time: time in system calls is missing; sudo sysctl kernel.perf_event_paranoid=1")
    }
    if throttles > 0 { notes.append("the kernel throttled sampling \(throttles) times: shares may be off; lower -F") }
    return notes
  }
}
