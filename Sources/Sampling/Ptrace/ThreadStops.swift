import CLinux
import Glibc

/// What the kernel tells of traced threads: that they have stopped, or ended (`waitpid(2)`). SIGCHLD has to be blocked meanwhile.
struct ThreadStops {
  /// What was told of other threads while one was waited for.
  private var untaken: [Int32: Int32] = [:]

  /// The next thread of which something is told, and its status; nil when there is none now.
  mutating func next() -> (threadID: Int32, status: Int32)? {
    if let first = untaken.popFirst() { return (first.key, first.value) }
    var status: Int32 = 0
    let threadID = ask(&status)
    return threadID > 0 ? (threadID, status) : nil
  }

  /// Waits for an interrupted thread to stop.
  ///
  /// What is told of others meanwhile is kept: the end of a process's first thread is told only after the ends of all others were taken, so
  /// waiting for that one alone could last for ever.
  ///
  /// - Parameter nanoseconds: How long at most. A thread that waits for a disk or for a server of files stops when that has answered, and until then
  ///   others must not stand still; its stop is told by `next()` when it comes.
  /// - Returns: its status; nil when it has ended and will not stop any more, or did not in time.
  mutating func wait(for thread: TracedThread, atMost nanoseconds: UInt64) -> Int32? {
    let deadline = Clock.monotonic &+ nanoseconds
    while true {
      if let status = untaken.removeValue(forKey: thread.threadID) { return status }
      var status: Int32 = 0
      let threadID = ask(&status)
      if threadID > 0 {
        untaken[threadID] = status
        continue
      }
      if threadID < 0 { return nil }
      // A first thread that has ended while others run on is not told of.
      if !sleep(5_000_000), thread.hasEnded() || Clock.monotonic > deadline { return nil }
    }
  }

  /// Takes note of a thread's end, or it stays a zombie.
  mutating func takeEnd(of threadID: Int32) {
    untaken[threadID] = nil
    var status: Int32 = 0
    waitpid(threadID, &status, WNOHANG | Int32(__WALL))
  }

  /// Sleeps until a thread stops or ends, at most so many nanoseconds; false when none did.
  @discardableResult
  func sleep(_ nanoseconds: UInt64) -> Bool {
    var children = sigset_t()
    sigemptyset(&children)
    sigaddset(&children, SIGCHLD)
    var wait = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    return sigtimedwait(&children, nil, &wait) > 0
  }

  private func ask(_ status: inout Int32) -> Int32 {
    // Only what this thread traces or has started: nobody else's children.
    waitpid(-1, &status, WNOHANG | Int32(__WALL) | Int32(__WNOTHREAD))
  }
}
