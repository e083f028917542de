import Images

/// One sample as a collector delivers it, before images and names are known.
///
/// The buffers belong to the collector and are valid only during the call that delivers the sample.
///
/// What a collector copies instead of walking is unwound by the recorder with CFI:
/// - `callchain` is what the collector walked itself; it may be empty.
/// - `registers` and `stack`, when present, describe the frame at which that walk ended: the last frame of `callchain`, or the leaf when
///   `callchain` is empty. The recorder goes on from there.
public struct RawSample {
  /// CLOCK_MONOTONIC nanoseconds.
  public var time: UInt64
  public var processID: Int32
  public var threadID: Int32
  /// The thread's name at the sample, UTF-8; empty when the collector does not know it.
  public var threadName: UnsafeBufferPointer<UInt8>
  /// How much of the clock this sample stands for, nanoseconds.
  public var weight: UInt64
  /// Kernel program counters, leaf first; usually empty.
  public var kernelCallchain: UnsafeBufferPointer<UInt64>
  /// User program counters, leaf first: the sampled program counter, then return addresses **as found** (not reduced by one).
  public var callchain: UnsafeBufferPointer<UInt64>
  /// Registers of the frame at which the collector's own walk ended; nil when it reached the root or was cut.
  public var registers: Registers?
  /// User stack bytes from `registers.stackPointer` upwards, copied at the instant of the sample.
  public var stack: UnsafeRawBufferPointer
  /// The async callers, if the chain was read at the instant of the sample.
  public var asyncChain: AsyncChain
  /// Address of the current Swift task, 0 outside a task.
  public var task: UInt64
  /// The task's id (id high << 32 | id low), 0 outside a task.
  public var taskID: UInt64
  /// The task's name, UTF-8; empty when it has none.
  public var taskName: UnsafeBufferPointer<UInt8>
  /// The actor the thread runs on, and the first word of that object: its type. 0 on the shared pool, outside a task, or when it is not known.
  public var executor: UInt64
  public var executorType: UInt64
  /// Address of a lock that the thread holds and others wait for; 0 for none.
  public var lock: UInt64
  /// The clock ticked while the thread was in the kernel; nil when the collector cannot tell.
  public var isInKernel: Bool?
  /// The stack is that of a suspended task: `callchain` is where it resumes, and `asyncChain` its callers.
  public var isSuspended: Bool
  /// True when the collector's walk was cut by a limit or by unreadable memory before the thread's root, and `registers` do not take it on.
  public var isTruncated: Bool

  public init(time: UInt64, processID: Int32, threadID: Int32, weight: UInt64) {
    self.time = time
    self.processID = processID
    self.threadID = threadID
    self.weight = weight
    threadName = UnsafeBufferPointer(start: nil, count: 0)
    kernelCallchain = UnsafeBufferPointer(start: nil, count: 0)
    callchain = UnsafeBufferPointer(start: nil, count: 0)
    registers = nil
    stack = UnsafeRawBufferPointer(start: nil, count: 0)
    asyncChain = AsyncChain()
    task = 0
    taskID = 0
    taskName = UnsafeBufferPointer(start: nil, count: 0)
    executor = 0
    executorType = 0
    lock = 0
    isInKernel = nil
    isSuspended = false
    isTruncated = false
  }
}

/// A chain of async contexts read at the instant of a sample, with what is needed to prove where it belongs.
public struct AsyncChain {
  /// How the head of the chain was found.
  public enum Source: UInt8, Sendable {
    /// No chain was read.
    case none = 0
    /// From `[frame pointer - 8]` of the physical frame `frameIndex`, the one whose caller is a job runner of the runtime.
    case frame = 1
    /// From the register that holds the async context at funclet entry (r14 on x86-64), as it was in the physical frame `frameIndex`.
    case register = 2
    /// From where a copied stack has the return address of a job runner: to be checked by unwinding.
    case search = 3
  }

  public var source: Source = .none
  /// Index into `RawSample.callchain` of the innermost async funclet's frame: the one called by a job runner.
  public var frameIndex = 0
  /// The address of the first context read (the value in the slot or register).
  public var context: UInt64 = 0
  /// `[context + 8]`, `[parent + 8]`, …: resume functions from the innermost caller outwards. Starts of functions, not return addresses.
  public var resumePCs = UnsafeBufferPointer<UInt64>(start: nil, count: 0)
  /// True when the walk ended at a null parent; false when it hit a limit or unreadable memory.
  public var isComplete = false

  public init() {}
}
