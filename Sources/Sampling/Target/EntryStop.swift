import CLinux
import Glibc
import Images

/// Lets a command that was just started load its libraries and holds it at its entry point, so that all its code is known before any of it
/// runs.
///
/// Done with a breakpoint, by its parent: no privilege is needed. Should this process die meanwhile, the command goes with it.
public struct EntryStop {
  private let processID: Int32
  private var entry: UInt64 = 0
  private var original: UInt64 = 0

  /// How it ended.
  public enum Ending: Sendable {
    /// The command waits, stopped, at its entry point.
    case held
    /// It cannot be traced: it waits where it was.
    case notTraced
    /// It ended first, with this exit status.
    case ended(status: Int32)
  }

  /// The words of a helper that stops itself and then becomes the command: `kill -STOP $$` stops the shell itself, and `exec` keeps its process
  /// id.
  public static func helper(_ path: String, _ arguments: some Collection<String>) -> [String] {
    ["/bin/sh", "-c", "kill -STOP $$; exec \"$0\" \"$@\"", path] + arguments
  }

  /// Runs a process that is stopped in front of its `exec` up to the entry point of the program it becomes. Only its parent's thread can.
  public static func hold(_ processID: Int32) -> Ending {
    var stop = EntryStop(processID: processID)
    return stop.run()
  }

  private init(processID: Int32) { self.processID = processID }

  private mutating func run() -> Ending {
    let options = UInt(PTRACE_O_TRACEEXEC.rawValue) | UInt(PTRACE_O_EXITKILL.rawValue)
    guard ptrace(PTRACE_SEIZE, Int(options)) else { return .notTraced }
    kill(processID, SIGCONT)
    while true {
      var status: Int32 = 0
      guard waitpid(processID, &status, Int32(__WALL)) == processID else {
        if errno == EINTR { continue }
        return .ended(status: 0)
      }
      guard status & 0xff == 0x7f else { return .ended(status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)) }
      let signal = (status >> 8) & 0xff
      switch status >> 16 {
      case Int32(PTRACE_EVENT_EXEC.rawValue):
        guard setBreakpoint() else { return letGo() }
        ptrace(PTRACE_CONT)
      case Int32(PTRACE_EVENT_STOP.rawValue):
        ptrace(signal == SIGTRAP ? PTRACE_CONT : PTRACE_LISTEN)
      default:
        if signal == SIGTRAP, isAtBreakpoint() { return letGo() }
        ptrace(PTRACE_CONT, Int(signal))
      }
    }
  }

  /// Detaches and leaves the process stopped, as it was found.
  private func letGo() -> Ending {
    ptrace(PTRACE_DETACH, Int(SIGSTOP))
    var status: Int32 = 0
    while waitpid(processID, &status, WUNTRACED) < 0, errno == EINTR {}
    return .held
  }

  /// Writes a breakpoint over the first instruction of the program (AT_ENTRY of its auxiliary vector, `getauxval(3)`).
  private mutating func setBreakpoint() -> Bool {
    let vector = ProcFile.bytes("/proc/\(processID)/auxv")
    let words = vector.withUnsafeBytes { bytes in (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) } }
    guard let index = stride(from: 0, to: words.count - 1, by: 2).first(where: { words[$0] == UInt64(AT_ENTRY) }),
      let code = ProcessMemory(processID: processID).word(at: words[index + 1])
    else { return false }
    entry = words[index + 1]
    original = code
    let mask = UInt64(1) << UInt64(8 * X86_64.breakpoint.count) - 1
    return poke(original & ~mask | X86_64.breakpoint.reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// True when the process stopped at our breakpoint, which is taken away then.
  private func isAtBreakpoint() -> Bool {
    var registers = user_regs_struct()
    guard headroom_ptrace(Int(PTRACE_GETREGS.rawValue), processID, nil, &registers) == 0,
      UInt64(registers.rip) == entry &+ X86_64.breakpointAdvance
    else { return false }
    registers.rip = numericCast(entry)
    return headroom_ptrace(Int(PTRACE_SETREGS.rawValue), processID, nil, &registers) == 0 && poke(original)
  }

  private func poke(_ word: UInt64) -> Bool {
    let place = UnsafeMutableRawPointer(bitPattern: UInt(entry))
    return headroom_ptrace(Int(PTRACE_POKETEXT.rawValue), processID, place, UnsafeMutableRawPointer(bitPattern: UInt(word))) == 0
  }

  @discardableResult
  private func ptrace(_ request: __ptrace_request, _ data: Int = 0) -> Bool {
    headroom_ptrace(Int(request.rawValue), processID, nil, UnsafeMutableRawPointer(bitPattern: data)) == 0
  }
}
