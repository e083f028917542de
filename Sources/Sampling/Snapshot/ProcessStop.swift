import CLinux
import Glibc
import Images

/// Holds all threads of a process for a moment, and lets them go as they were: a signal that was about to be delivered is delivered, and
/// what was stopped stays stopped.
struct ProcessStop {
  let processID: Int32
  /// The threads that are held, and what they stopped with.
  private(set) var statuses: [Int32: Int32] = [:]
  /// How often threads that were ready to run had been given a processor when they were told to stop.
  private(set) var turns: [Int32: UInt64] = [:]
  private let ready: Set<Int32>
  private var seized: Set<Int32> = []
  private var stops = ThreadStops()
  private var oldMask = sigset_t()

  /// So long a thread has time to stop. One that waits for a disk does not stop before the disk answers; on a busy machine one that is ready
  /// has to be given a processor first.
  private static let patience: UInt64 = 300_000_000
  private static let longPatience: UInt64 = 3_000_000_000

  /// Stops the process's threads.
  ///
  /// - Parameter ready: The threads that are ready to run.
  init(processID: Int32, ready: Set<Int32>) throws(SamplingError) {
    self.processID = processID
    self.ready = ready
    var children = sigset_t()
    sigemptyset(&children)
    sigaddset(&children, SIGCHLD)
    pthread_sigmask(SIG_BLOCK, &children, &oldMask)
    do throws(SamplingError) {
      // A thread that is born while others are stopped shows up when the list is read again.
      while try interruptThreads() > 0 { wait() }
    } catch {
      letGo()
      throw error
    }
  }

  /// Interrupts the threads that are not yet traced; returns how many.
  private mutating func interruptThreads() throws(SamplingError) -> Int {
    var count = 0
    for threadID in ProcFile.numbers(in: "/proc/\(processID)/task") where !seized.contains(threadID) {
      guard headroom_ptrace(Int(PTRACE_SEIZE.rawValue), threadID, nil, nil) == 0 else {
        if errno == ESRCH || !seized.isEmpty || ThreadFacts(processID, threadID).hasEnded { continue }
        throw PtraceCollector.refusal(processID, errno)
      }
      seized.insert(threadID)
      if ready.contains(threadID) { turns[threadID] = ThreadFacts.turns(processID, threadID) }
      if headroom_ptrace(Int(PTRACE_INTERRUPT.rawValue), threadID, nil, nil) == 0 { count += 1 }
    }
    return count
  }

  /// Waits until every interrupted thread has stopped or ended, or patience ends.
  private mutating func wait() {
    let start = Clock.monotonic
    var deadline = start &+ Self.patience
    while statuses.count < seized.count {
      if let (threadID, status) = stops.next() {
        if status & 0xff == 0x7f {
          statuses[threadID] = status
        } else {
          seized.remove(threadID)
          statuses[threadID] = nil
        }
      } else if Clock.monotonic > deadline {
        let others = seized.filter { statuses[$0] == nil && !ThreadFacts(processID, $0).isUninterruptible }
        guard !others.isEmpty, Clock.monotonic < start &+ Self.longPatience else { return }
        deadline = Clock.monotonic &+ Self.patience
      } else {
        stops.sleep(2_000_000)
      }
    }
  }

  /// Lets all threads go. One that has not stopped yet is let go by the kernel when this process ends.
  mutating func letGo() {
    while let (threadID, status) = stops.next() { statuses[threadID] = status & 0xff == 0x7f ? status : nil }
    for (threadID, status) in statuses {
      // Only in front of a signal's delivery is there one to pass on; all other stops have an event.
      let signal = status >> 16 == 0 ? (status >> 8) & 0xff : 0
      _ = headroom_ptrace(Int(PTRACE_DETACH.rawValue), threadID, nil, UnsafeMutableRawPointer(bitPattern: Int(signal)))
    }
    statuses = [:]
    pthread_sigmask(SIG_SETMASK, &oldMask, nil)
  }
}
