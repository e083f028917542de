import CBPF
import Glibc
import Images

/// Where the threads wait that waited already when the recording began: the kernel shows their registers, and their stacks do not change while they
/// wait.
enum BPFFirstThreads {
  /// As much of a stack is copied, bytes.
  private static let stackLimit = 512 << 10

  /// Delivers the stack of every thread that does not run; the kernel keeps account of them from now on.
  static func deliver(_ link: OpaquePointer, _ deliver: (CollectorEvent) -> Void) {
    let before = read(link)
    for thread in before {
      var registers = Registers()
      withUnsafeBytes(of: thread.registers) { bytes in
        for number in 0..<17 { registers[number] = bytes.load(fromByteOffset: number * 8, as: UInt64.self) }
      }
      let switches = self.switches(thread)
      let stack = copy(thread.process, from: registers.stackPointer)
      // It may have gone on meanwhile.
      guard switches == self.switches(thread), switches != nil else { continue }
      stack.withUnsafeBytes { stack in
        var sample = RawSample(time: 0, processID: thread.process, threadID: thread.thread, weight: 0)
        sample.registers = registers
        sample.stack = stack
        let id = UInt64(1) << UInt64(HEADROOM_FIRST_STACK_BIT) | UInt64(UInt32(bitPattern: thread.thread))
        deliver(.waitStack(id: id, cause: WaitCause(systemCall: Int32(thread.system_call), operation: thread.operation), sample))
      }
    }
  }

  /// Runs the iterator over all threads.
  private static func read(_ link: OpaquePointer) -> [headroom_first_thread] {
    let descriptor = bpf_iter_create(bpf_link__fd(link))
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    let size = MemoryLayout<headroom_first_thread>.stride
    return bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / size).map { bytes.loadUnaligned(fromByteOffset: $0 * size, as: headroom_first_thread.self) }
    }
  }

  /// How often a thread has left its processor; nil when it is gone.
  private static func switches(_ thread: headroom_first_thread) -> String? {
    let status = ProcFile.text("/proc/\(thread.process)/task/\(thread.thread)/status")
    let lines = status.split(separator: "\n").filter { $0.contains("ctxt_switches") }
    return lines.isEmpty ? nil : lines.joined()
  }

  /// The stack from `address` upwards, as far as it is mapped.
  private static func copy(_ processID: Int32, from address: UInt64) -> [UInt8] {
    let memory = ProcessMemory(processID: processID)
    var stack: [UInt8] = []
    var size = 4096 - Int(address & 4095)
    while stack.count < stackLimit, let more = memory.bytes(at: address &+ UInt64(stack.count), count: size) {
      stack += more
      // The first page alone, then more at a time, and pages one by one where that is too much.
      size = 32_768
      if memory.word(at: address &+ UInt64(stack.count + size - 8)) == nil { size = 4096 }
    }
    return stack
  }
}
