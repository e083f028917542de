import Glibc
import Synchronization

/// The window of time that the truth is about: all of the run, unless signals set it.
///
/// A recorder that attaches in the middle sends SIGUSR1 when it begins and SIGUSR2 when it ends. The first opens a new window and forgets all
/// that was counted before; the second freezes the window and prints its truth at once as `window: {json}`. The line `truth: {json}` at the
/// end repeats the last window, or tells of the whole run when there was no signal. Both name the bounds on CLOCK_MONOTONIC, so that a
/// recording can be laid beside them.
///
/// Nothing is stopped for it: every `Lane` cuts each stretch of its time with `clip` to what lies inside. A thread of its own, named
/// "window", does the work. The signals are blocked in the fixture's other threads, so no wait is interrupted by them; only libdispatch
/// unblocks them in the main thread of an asynchronous program, which does nothing but wait for signals.
public enum Window {
  /// Both ends of the window, as far as they are known.
  struct Bounds {
    let begin: UInt64
    let end: UInt64

    /// How much of the time from `start` to `stop` lies inside.
    func clip(_ start: UInt64, _ stop: UInt64) -> UInt64 {
      let (low, high) = (max(start, begin), min(stop, end))
      return high > low ? high - low : 0
    }
  }

  private static let begin = Atomic<UInt64>(0)
  private static let end = Atomic<UInt64>(UInt64.max)
  private static let cpuAtBegin = Atomic<UInt64>(0)
  private static let cpuAtEnd = Atomic<UInt64>(0)
  /// From the signal handler to the thread "window".
  private static let signalPipe = Atomic<Int32>(-1)

  /// The bounds now; `begin` first: whoever sees a new begin sees that the end is open again.
  static var bounds: Bounds {
    let begin = begin.load(ordering: .acquiring)
    return Bounds(begin: begin, end: end.load(ordering: .acquiring))
  }

  /// True when the end of the window is known.
  public static var isFrozen: Bool { bounds.end != UInt64.max }

  /// How much of the time from `start` to `stop` lies inside the window.
  public static func clip(_ start: UInt64, _ stop: UInt64) -> UInt64 { bounds.clip(start, stop) }

  /// Begins the first window and listens for the signals; must come before any other thread is started, for they inherit the signal mask.
  ///
  /// - Parameters:
  ///   - didBegin: runs at the beginning of each window, for readings of which the truth is a difference.
  ///   - didEnd: runs at the end of each window, for the other reading.
  ///   - report: the members of the truth, as JSON.
  public static func open(
    didBegin: @escaping @Sendable () -> Void = {}, didEnd: @escaping @Sendable () -> Void = {}, report: @escaping @Sendable () -> String
  ) {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "pipe failed")
    signalPipe.store(ends[1], ordering: .relaxed)
    setMask(SIG_BLOCK)
    for number in [SIGUSR1, SIGUSR2] { signal(number) { Window.tell($0) } }
    startWindow(didBegin)
    WorkerThread.start("window") { [reading = ends[0]] in
      setMask(SIG_UNBLOCK)
      while let number = nextSignal(reading) {
        if number == SIGUSR1 {
          startWindow(didBegin)
        } else if freeze(didEnd) {
          Fixture.say("window: {\(members(report))}")
        }
      }
    }
  }

  /// Freezes the window if no signal did, and prints the truth; comes when all threads of the fixture have left their lanes.
  public static func finish(didEnd: () -> Void = {}, report: () -> String) {
    _ = freeze(didEnd)
    Fixture.truth(members(report))
  }

  /// Blocks or unblocks the signals in the calling thread.
  private static func setMask(_ change: Int32) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGUSR1)
    sigaddset(&signals, SIGUSR2)
    pthread_sigmask(change, &signals, nil)
  }

  /// Runs in a signal handler, so it only passes the signal's number on.
  private static func tell(_ number: Int32) {
    let code = errno
    var byte = UInt8(number)
    _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
    errno = code
  }

  private static func nextSignal(_ descriptor: Int32) -> Int32? {
    var byte: UInt8 = 0
    while true {
      let count = read(descriptor, &byte, 1)
      if count == 1 { return Int32(byte) }
      guard count < 0, errno == EINTR else { return nil }
    }
  }

  private static func startWindow(_ didBegin: () -> Void) {
    end.store(UInt64.max, ordering: .releasing)
    cpuAtBegin.store(Fixture.processTime(), ordering: .relaxed)
    didBegin()
    begin.store(Fixture.wallTime(), ordering: .releasing)
  }

  /// False when it was frozen already.
  private static func freeze(_ didEnd: () -> Void) -> Bool {
    guard end.load(ordering: .relaxed) == UInt64.max else { return false }
    end.store(Fixture.wallTime(), ordering: .releasing)
    cpuAtEnd.store(Fixture.processTime(), ordering: .relaxed)
    didEnd()
    return true
  }

  private static func members(_ report: () -> String) -> String {
    let bounds = bounds
    let cpu = cpuAtEnd.load(ordering: .relaxed) - cpuAtBegin.load(ordering: .relaxed)
    let common = Fixture.json([
      "beginNanoseconds": bounds.begin, "endNanoseconds": bounds.end, "windowNanoseconds": bounds.end - bounds.begin, "cpuNanoseconds": cpu,
    ])
    return "\(common), \(report())"
  }
}
