/// Where a process keeps what the samplers need of Swift concurrency. All addresses are absolute in that process.
public struct SwiftRuntime: Sendable, Equatable {
  /// Where a thread keeps a variable of the runtime.
  public enum ThreadSlot: Sendable, Equatable {
    /// At this offset from the thread pointer: the runtime is part of the executable.
    case threadPointer(offset: Int64)
    /// At this offset in the thread's block of this module (ELF Handling For Thread-Local Storage, section 3.4.6): the thread pointer's second
    /// word is the dynamic thread vector, which has two words per module.
    case module(id: UInt64, offset: UInt64)
  }

  /// `_swift_concurrency_debug_internal_layout_version`.
  public var layoutVersion: Int
  /// nil when it could not be found or the layout is unknown: then there are no task ids and names.
  public var taskSlot: ThreadSlot?
  /// Where a thread keeps on which executor it runs; nil when it could not be found.
  public var executorSlot: ThreadSlot?
  /// The first word of every task. A pointer without it is not believed.
  public var taskMetadata: UInt64
  /// The functions of the runtime that call an async funclet as an ordinary function: a frame whose return address lies here marks its
  /// callee as the innermost async funclet.
  public var jobRunners: [Range<UInt64>]
  /// The functions in which a task that has not begun will go on; they call the one that it begins with.
  public var starters: [UInt64] = []
  /// The functions in which a task will go on that waits for other tasks.
  public var childAdapters: [UInt64] = []

  public init(layoutVersion: Int, taskSlot: ThreadSlot?, taskMetadata: UInt64, jobRunners: [Range<UInt64>]) {
    self.layoutVersion = layoutVersion
    self.taskSlot = taskSlot
    self.taskMetadata = taskMetadata
    self.jobRunners = jobRunners
  }
}
