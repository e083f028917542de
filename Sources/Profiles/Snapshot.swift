/// Every thread and every Swift task of a process at one instant.
public struct Snapshot: Sendable, Equatable {
  public var processID: Int
  /// Name or path of its executable.
  public var program: String
  /// When it was taken, nanoseconds since 1970.
  public var time: Int64
  /// What explains why the process does not get on; the most important first.
  public var findings: [Finding] = []
  public var threads: [Thread] = []
  public var tasks: [Task] = []
  /// What could not be seen, or was left out.
  public var notes: [String] = []

  public init(processID: Int, program: String, time: Int64) {
    self.processID = processID
    self.program = program
    self.time = time
  }

  /// One reason why a process does not get on.
  public struct Finding: Sendable, Equatable {
    public enum Kind: String, Sendable { case deadlock, poolExhausted, stopped }

    public var kind: Kind
    /// The whole of it, in plain words.
    public var text: String

    public init(_ kind: Kind, _ text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// One function of a stack.
  public struct Frame: Sendable, Hashable {
    public var name: String
    /// As in the symbol table; empty when there is none.
    public var systemName: String
    /// Empty when unknown.
    public var file: String
    /// 0 when unknown.
    public var line: Int
    /// A caller reached through `await`, which is on no thread's stack.
    public var isAsync: Bool
    public var kind: FunctionKind

    public init(name: String, systemName: String = "", file: String = "", line: Int = 0, isAsync: Bool = false, kind: FunctionKind = .ordinary) {
      self.name = name
      self.systemName = systemName
      self.file = file
      self.line = line
      self.isAsync = isAsync
      self.kind = kind
    }
  }

  /// A lock that a thread waits for.
  public struct Lock: Sendable, Hashable {
    public var address: UInt64
    /// The thread that holds it; nil when the lock does not tell.
    public var owner: Int?
    /// What it is, where that is known: `queue org.example.books`; empty for a mutex.
    public var name: String

    public init(address: UInt64, owner: Int?, name: String = "") {
      self.address = address
      self.owner = owner
      self.name = name
    }

    /// As readers tell it from others: `lock 0x1`, `queue org.example.books 0x1`.
    public var label: String { "\(name.isEmpty ? "lock" : name) 0x\(String(address, radix: 16))" }
  }

  /// One thread.
  public struct Thread: Sendable, Equatable {
    public var threadID: Int
    public var name: String
    public var state: ThreadState
    /// The system call it is in; empty outside of one.
    public var systemCall: String
    public var lock: Lock?
    /// The Swift task it runs, as readers tell it from others; empty for none.
    public var task: String
    /// Leaf first.
    public var stack: [Frame]

    public init(
      threadID: Int, name: String, state: ThreadState, systemCall: String = "", lock: Lock? = nil, task: String = "", stack: [Frame] = []
    ) {
      self.threadID = threadID
      self.name = name
      self.state = state
      self.systemCall = systemCall
      self.lock = lock
      self.task = task
      self.stack = stack
    }
  }

  /// One Swift task that has not ended.
  public struct Task: Sendable, Equatable {
    public var id: UInt64
    /// Empty when it has none.
    public var name: String
    public var state: TaskState
    public var isCancelled = false
    /// The task it is a child of: started by `async let` or in a task group.
    public var parentID: UInt64?
    /// What it waits for, in words; empty when nothing tells.
    public var waitsFor = ""
    /// The actor it waits for: its type and address; empty for none.
    public var actor = ""
    /// The thread that runs it.
    public var threadID: Int?
    /// Leaf first.
    public var stack: [Frame] = []

    public init(id: UInt64, name: String, state: TaskState) {
      self.id = id
      self.name = name
      self.state = state
    }

    /// As readers tell it from others: `7 "fetch"`.
    public var label: String { name.isEmpty ? "\(id)" : "\(id) \"\(name)\"" }
  }
}
