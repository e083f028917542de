import CLinux
import Glibc
import Images

/// What is copied of a thread while it is stopped: registers, stack, task and chain, in memory that is used again.
struct StoppedThread {
  /// More stack than this is not copied.
  static let stackLimit = 1 << 19

  private(set) var registers = Registers()
  private(set) var threadPointer: UInt64 = 0
  /// Number of the system call it came into the kernel for; -1 when it came for another reason.
  private(set) var systemCall: Int64 = -1
  private var stack = [UInt8](repeating: 0, count: 1 << 16)
  private(set) var stackCount = 0
  private var name = [UInt8](repeating: 0, count: TaskReader.nameLimit)
  private var resumePCs: [UInt64] = []

  /// Reads the registers; false when the thread is gone.
  mutating func readRegisters(_ threadID: Int32) -> Bool {
    var raw = user_regs_struct()
    guard headroom_ptrace(Int(PTRACE_GETREGS.rawValue), threadID, nil, &raw) == 0 else { return false }
    registers = Registers(raw)
    threadPointer = UInt64(raw.fs_base)
    systemCall = Int64(bitPattern: UInt64(raw.orig_rax))
    return true
  }

  /// Copies the stack from the stack pointer to `end`.
  mutating func readStack(_ memory: ProcessMemory, end: UInt64) {
    let pointer = registers.stackPointer
    guard end > pointer else {
      stackCount = 0
      return
    }
    let wanted = Int(min(end - pointer, UInt64(Self.stackLimit)))
    if stack.count < wanted { stack = [UInt8](repeating: 0, count: wanted) }
    stackCount = stack.withUnsafeMutableBytes { memory.read(at: pointer, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted])) }
  }

  /// Where the frame of the innermost async funclet keeps its context, found by frame pointers in the copied stack; nil when no frame was
  /// called by one of `runners`.
  func chainHead(_ runners: [Range<UInt64>]) -> (context: UInt64, source: AsyncChain.Source)? {
    let head = withCopy { ChainHead.find($0, stack: $1, runners: runners) }
    return head.map { ($0.context, $0.source) }
  }

  /// Reads the chain from `context`; true when it is complete.
  mutating func readChain(from context: UInt64, _ memory: ProcessMemory) -> Bool { TaskReader.chain(from: context, memory, into: &resumePCs) }

  /// Reads the current task.
  mutating func readTask(_ runtime: SwiftRuntime, _ memory: ProcessMemory) -> TaskReader.Task? {
    name.withUnsafeMutableBytes { TaskReader.task(threadPointer: threadPointer, runtime, memory, name: $0) }
  }

  /// Calls `body` with everything that was copied, as a sample.
  func withSample(
    _ base: RawSample, chain: AsyncChain, task: TaskReader.Task?, _ body: (RawSample) -> Void
  ) {
    stack.withUnsafeBytes { stack in
      resumePCs.withUnsafeBufferPointer { resumePCs in
        name.withUnsafeBufferPointer { name in
          var sample = base
          sample.registers = registers
          sample.stack = UnsafeRawBufferPointer(rebasing: stack[..<stackCount])
          sample.asyncChain = chain
          if chain.source != .none { sample.asyncChain.resumePCs = resumePCs }
          sample.task = task?.address ?? 0
          sample.taskID = task?.id ?? 0
          sample.taskName = UnsafeBufferPointer(rebasing: name[..<(task?.nameLength ?? 0)])
          body(sample)
        }
      }
    }
  }

  /// Calls `body` with the registers and the copied stack.
  func withCopy<Result>(_ body: (Registers, UnsafeRawBufferPointer) -> Result) -> Result {
    stack.withUnsafeBytes { body(registers, UnsafeRawBufferPointer(rebasing: $0[..<stackCount])) }
  }
}
