import Glibc
import Images

/// One thread under ptrace.
struct TracedThread {
  let threadID: Int32
  let processID: Int32
  /// /proc/PID/task/TID/schedstat, kept open: it is read at every tick.
  let statistics: Int32
  /// CPU time at the last sample, nanoseconds.
  var sampledTime: UInt64 = 0
  /// The stack lies below this address; 0 until the thread was first stopped.
  var stackEnd: UInt64 = 0

  init(threadID: Int32, processID: Int32) {
    self.threadID = threadID
    self.processID = processID
    statistics = open("/proc/\(processID)/task/\(threadID)/schedstat", O_RDONLY | O_CLOEXEC)
  }

  /// The thread's CPU time, nanoseconds (first field of schedstat); nil when it has ended.
  func processorTime() -> UInt64? {
    var time: UInt64 = 0
    let count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      let count = pread(statistics, buffer.baseAddress!, 64, 0)
      for byte in buffer.prefix(max(0, count)) {
        guard byte >= 48, byte <= 57 else { break }
        time = time &* 10 &+ UInt64(byte - 48)
      }
      return count
    }
    return count > 0 ? time : nil
  }

  /// True when the thread runs or waits for a processor.
  func isRunning() -> Bool { state() == UInt8(ascii: "R") }

  /// True when the thread has ended, whether or not anybody has noticed.
  func hasEnded() -> Bool { [UInt8(ascii: "Z"), UInt8(ascii: "X"), nil].contains(state()) }

  /// Field 3 of stat; nil when there is no such thread.
  private func state() -> UInt8? {
    let text = ProcFile.bytes("/proc/\(processID)/task/\(threadID)/stat")
    guard let name = text.lastIndex(of: UInt8(ascii: ")")), name + 2 < text.count else { return nil }
    return text[name + 2]
  }
}
