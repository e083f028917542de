import Profiles

/// One rule that tells the state of a waiting thread.
public struct WaitRule: Sendable {
  /// Where the rule's functions have to be on the stack. Names are plain (`WaitPath.plainName`); a `*` at the end stands for anything.
  enum Place: Sendable {
    /// The stack does not matter.
    case anywhere
    /// Of the routines that tell what is waited for, the innermost is one of these.
    case within([String])
    /// One of these waits, and no routine tells for what.
    case through([String])
    /// One of these waits for its caller, through functions without a name.
    case withinUnnamed([String])
    /// Nothing but functions without a name waits: those of a stripped C library.
    case unnamed
    /// One of these called the routines that wait.
    case calledBy([String])
  }

  public let state: ThreadState
  /// Why, in one sentence.
  public let sentence: String
  /// Numbers of the system calls it holds for; empty for all.
  let systemCalls: [Int32]
  /// Operations of `futex` it holds for; empty for all.
  let operations: [UInt8]
  /// Whether the wait can be interrupted; nil when that does not matter.
  let isUninterruptible: Bool?
  let place: Place

  init(
    _ state: ThreadState, _ sentence: String, systemCalls: [Int32], operations: [UInt8] = [], isUninterruptible: Bool? = nil,
    _ place: Place = .anywhere
  ) {
    self.state = state
    self.sentence = sentence
    self.systemCalls = systemCalls
    self.operations = operations
    self.isUninterruptible = isUninterruptible
    self.place = place
  }

  func holds(for cause: WaitCause, _ path: WaitPath) -> Bool {
    guard systemCalls.isEmpty || systemCalls.contains(cause.systemCall) else { return false }
    guard operations.isEmpty || cause.systemCall != SystemCalls.futex || operations.contains(cause.operation) else { return false }
    guard isUninterruptible.map({ $0 == cause.isUninterruptible }) ?? true else { return false }
    switch place {
    case .anywhere: return true
    case .within(let names): return path.decidingRoutine.map { WaitPath.matches($0, names) } ?? false
    case .through(let names): return path.decidingRoutine == nil && path.passes(names)
    case .withinUnnamed(let names): return path.hasUnnamedLeaf && path.passes(names)
    case .unnamed: return path.isUnnamed
    case .calledBy(let names): return path.isCalled(by: names)
    }
  }

  /// What it looks for, for a reader: `futex in pthread_mutex_lock, …`.
  public var condition: String {
    let calls = systemCalls.isEmpty ? "any" : systemCalls.map { $0 < 0 ? "none" : SystemCalls.name($0) }.joined(separator: " ")
    let operation = operations.isEmpty ? "" : " (\(operations.map(Self.operationName).joined(separator: ", ")))"
    let disk = isUninterruptible == true ? ", uninterruptible" : ""
    return "system call: \(calls)\(operation)\(disk)" + functions
  }

  private var functions: String {
    switch place {
    case .anywhere: ""
    case .within(let names), .through(let names): "; in: \(names.joined(separator: " "))"
    case .withinUnnamed(let names): "; in, through functions without a name: \(names.joined(separator: " "))"
    case .unnamed: "; in functions without a name"
    case .calledBy(let names): "; called by: \(names.joined(separator: " "))"
    }
  }

  private static func operationName(_ operation: UInt8) -> String {
    switch operation {
    case 0: "WAIT"
    case 6: "LOCK_PI"
    case 9: "WAIT_BITSET"
    case 11: "WAIT_REQUEUE_PI"
    case 13: "LOCK_PI2"
    default: "operation \(operation)"
    }
  }
}
