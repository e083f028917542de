import CLinux
import Glibc

@testable import Images

/// A real process under ptrace, stopped and let run by the test. Use from one thread.
final class StoppedProcess {
  let processID: pid_t

  /// Starts a program and seizes it once it runs.
  init(_ words: [String]) throws {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var processID: pid_t = 0
    guard posix_spawnp(&processID, words[0], &actions, nil, &arguments, environ) == 0 else { throw Failure.spawn }
    self.processID = processID
    usleep(150_000)
    guard headroom_ptrace(Int(PTRACE_SEIZE.rawValue), processID, nil, nil) == 0 else { throw Failure.trace }
  }

  enum Failure: Error { case spawn, trace, stop, registers, stack }

  deinit {
    kill(processID, SIGKILL)
    var status: Int32 = 0
    waitpid(processID, &status, 0)
  }

  /// Stops the process for `body` and lets it run again.
  func whileStopped<Result>(_ body: () throws -> Result) throws -> Result {
    guard headroom_ptrace(Int(PTRACE_INTERRUPT.rawValue), processID, nil, nil) == 0 else { throw Failure.stop }
    var status: Int32 = 0
    guard waitpid(processID, &status, 0) == processID, status & 0xff == 0x7f else { throw Failure.stop }
    defer { _ = headroom_ptrace(Int(PTRACE_CONT.rawValue), processID, nil, nil) }
    return try body()
  }

  /// The registers of the stopped process.
  func registers() throws -> Registers {
    var raw = user_regs_struct()
    guard headroom_ptrace(Int(PTRACE_GETREGS.rawValue), processID, nil, &raw) == 0 else { throw Failure.registers }
    return Registers(raw)
  }

  /// Everything between the stack pointer and the end of the stack.
  func stack(from pointer: UInt64) throws -> [UInt8] {
    guard let entry = MemoryMap.read(processID: processID).first(where: { $0.start <= pointer && pointer < $0.end }),
      let bytes = ProcessMemory(processID: processID).bytes(at: pointer, count: Int(entry.end - pointer))
    else { throw Failure.stack }
    return bytes
  }
}
