/// Where time was spent waiting, and how much.
public struct WaitRow: Sendable {
  /// Whose time it is.
  public enum Kind: UInt8, Sendable {
    /// A thread off its processor.
    case thread = 1
    /// A wait for a lock, charged to whoever released it.
    case blame = 2
    /// A Swift task that is ready: no thread of the pool is free, or its actor runs another job.
    case pool = 3
    case actor = 4
    /// A Swift task that is suspended until another task ends, or until a continuation is resumed.
    case child = 5
    case continuation = 6
  }

  public var kind: Kind
  /// Id of the stack; see `CollectorEvent.waitStack`.
  public var stack: UInt64
  public var processID: Int32
  /// 0 for tasks.
  public var threadID: Int32
  /// Number of the task's name; 1 for a task without a name, 0 outside a task.
  public var task: UInt64 = 0
  /// The actor that the thread ran on or that the task waits for; 0 for none.
  public var executor: UInt64 = 0
  /// Address of the futex; 0 for none.
  public var object: UInt64 = 0
  /// Of blame: the thread that waited, and the id of its stack.
  public var victim: Int32 = 0
  public var victimStack: UInt64 = 0
  public var cause = WaitCause(systemCall: -1)
  /// The thread that the lock named as its owner when the wait began; 0 when it is not known. Only of waits that have not ended.
  public var owner: Int32 = 0
  /// Nanoseconds blocked; nanoseconds ready without a processor.
  public var blocked: UInt64 = 0
  public var ready: UInt64 = 0
  public var count: UInt64 = 0

  public init(kind: Kind, stack: UInt64, processID: Int32, threadID: Int32) {
    self.kind = kind
    self.stack = stack
    self.processID = processID
    self.threadID = threadID
  }
}

/// How long a thread was recorded and how much of that it ran. CLOCK_MONOTONIC nanoseconds.
public struct ThreadAccount: Sendable, Equatable {
  public var processID: Int32
  public var threadID: Int32
  /// The kernel's name of it; empty when it is not known.
  public var name: String
  public var first: UInt64
  public var last: UInt64
  public var running: UInt64

  public init(processID: Int32, threadID: Int32, name: String = "", first: UInt64, last: UInt64, running: UInt64) {
    self.processID = processID
    self.threadID = threadID
    self.name = name
    self.first = first
    self.last = last
    self.running = running
  }
}

/// What is asked of a collector when waits are taken.
public enum WaitEnding: Sendable {
  /// Only what has ended.
  case none
  /// Waits of threads that go on are taken up to now, so that each piece of the recording has its own; the recording goes on with the rest.
  case slice
  /// What goes on is taken up to now; the recording goes on with the rest.
  case part
  /// The recording is over.
  case recording
}

/// The waits of some time.
public struct WaitHarvest: Sendable {
  public var rows: [WaitRow] = []
  /// Threads that live, when a part or all of the recording has ended.
  public var threads: [ThreadAccount] = []
  /// The instant up to which what goes on was taken, nanoseconds of CLOCK_MONOTONIC; 0 when nothing was.
  public var time: UInt64 = 0
  /// Locks that were handed over while others waited, since the recording began; when a part or all of it has ended.
  public var locks: [LockHandOvers] = []

  public init() {}
}

/// How often a lock went from one waiter to the next while others waited all the time.
public struct LockHandOvers: Sendable, Equatable {
  public var processID: Int32
  public var address: UInt64
  public var count: UInt64
  /// The time between those hand-overs and the ones before, nanoseconds: how long the lock was held.
  public var held: UInt64

  public init(processID: Int32, address: UInt64, count: UInt64, held: UInt64) {
    self.processID = processID
    self.address = address
    self.count = count
    self.held = held
  }
}
