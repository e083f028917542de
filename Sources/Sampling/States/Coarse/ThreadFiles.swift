import CLinux
import Glibc
import Images

/// The files of /proc that tell how a thread spends its time. They are best kept open: they are read at every look, and once the thread has
/// ended they give nothing, even when another thread has got its number.
struct ThreadFiles {
  let processID: Int32
  let threadID: Int32
  /// -1 when it is not kept open.
  private let statistics: Int32
  private let systemCall: Int32

  /// What /proc/PID/task/TID/schedstat tells.
  struct Statistics {
    /// Nanoseconds on a processor.
    var ran: UInt64
    /// Nanoseconds it was ready and no processor was free.
    var queued: UInt64
    /// How often it got a processor.
    var runs: UInt64
  }

  /// What /proc/PID/task/TID/stat tells.
  struct State {
    /// `R`, `S`, `D` (uninterruptible), `T` and `t` (stopped), `Z`, …
    var letter: Unicode.Scalar
    /// When the thread was started, CLOCK_BOOTTIME nanoseconds, rounded down to hundredths of a second.
    var startTime: UInt64

    /// The first thread of a process stays there until all others have ended and its parent has taken note.
    var hasEnded: Bool { letter == "Z" || letter == "X" }
  }

  /// - Parameter keepsOpen: false where there are so many threads that files may run out.
  init(processID: Int32, threadID: Int32, keepsOpen: Bool) {
    self.processID = processID
    self.threadID = threadID
    let folder = "/proc/\(processID)/task/\(threadID)"
    statistics = keepsOpen ? open("\(folder)/schedstat", O_RDONLY | O_CLOEXEC) : -1
    systemCall = keepsOpen ? open("\(folder)/syscall", O_RDONLY | O_CLOEXEC) : -1
  }

  func close() {
    if statistics >= 0 { Glibc.close(statistics) }
    if systemCall >= 0 { Glibc.close(systemCall) }
  }

  /// nil when the thread has ended, or nothing more can be opened.
  func readStatistics() -> Statistics? {
    withText(of: statistics, "schedstat") { text in
      var numbers: (UInt64, UInt64, UInt64) = (0, 0, 0)
      var field = 0
      for byte in text {
        guard byte >= 48, byte <= 57 else {
          field += 1
          continue
        }
        let digit = UInt64(byte - 48)
        switch field {
        case 0: numbers.0 = numbers.0 &* 10 &+ digit
        case 1: numbers.1 = numbers.1 &* 10 &+ digit
        case 2: numbers.2 = numbers.2 &* 10 &+ digit
        default: break
        }
      }
      return field >= 2 ? Statistics(ran: numbers.0, queued: numbers.1, runs: numbers.2) : nil
    }
  }

  func look() -> BlockedThread.Look { withText(of: systemCall, "syscall") { BlockedThread.parse($0) } ?? .refused }

  func readState() -> State? {
    let text = ProcFile.text("/proc/\(processID)/task/\(threadID)/stat")
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 19, let letter = fields[0].unicodeScalars.first, let ticks = UInt64(fields[19]) else { return nil }
    return State(letter: letter, startTime: ticks &* (1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))))
  }

  /// How often it gave up its processor by itself; nil when that cannot be read.
  func readVoluntarySwitches() -> UInt64? {
    let lines = ProcFile.text("/proc/\(processID)/task/\(threadID)/status").split(separator: "\n")
    return lines.first { $0.hasPrefix("voluntary_ctxt_switches:") }?.split(separator: "\t").last.flatMap { UInt64($0) }
  }

  func readName() -> String { ProcFile.line("/proc/\(processID)/task/\(threadID)/comm") }

  private func withText<Result>(of file: Int32, _ name: String, _ body: (UnsafeRawBufferPointer) -> Result?) -> Result? {
    let descriptor = file >= 0 ? file : open("/proc/\(processID)/task/\(threadID)/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { if file < 0 { Glibc.close(descriptor) } }
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
      let count = pread(descriptor, buffer.baseAddress!, 256, 0)
      return count > 0 ? body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) : nil
    }
  }
}
