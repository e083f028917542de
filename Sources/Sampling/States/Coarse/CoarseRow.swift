/// A piece of a thread's time. All rows of a thread together are the time it was looked at, to the nanosecond.
public struct CoarseRow: Sendable, Equatable {
  public enum Kind: Sendable {
    /// On a processor.
    case cpu
    /// Ready, and no processor was free.
    case runqueue
    /// It waited; `cause` and `stack` tell for what.
    case blocked
  }

  public var processID: Int32
  public var threadID: Int32
  public var threadName: String
  public var kind: Kind
  /// nil for `cpu` and `runqueue`.
  public var cause: WaitCause?
  /// The futex it waited at; 0 when it is not known, or there is none.
  public var lockAddress: UInt64
  /// Thread id, in the target's own numbers, of the thread that held the lock when it was first seen waiting for it; 0 when it is not known.
  public var owner: Int32
  /// Program counters, leaf first: the leaf's as it is, return addresses reduced by one.
  public var stack: [UInt64]
  /// The stack does not reach the thread's outermost function.
  public var isTruncated: Bool
  public var nanoseconds: Int64
  /// How many waits were seen.
  public var count: Int64

  init(
    processID: Int32, threadID: Int32, threadName: String, kind: Kind, wait: CoarseWait? = nil, nanoseconds: Int64, count: Int64 = 0
  ) {
    self.processID = processID
    self.threadID = threadID
    self.threadName = threadName
    self.kind = kind
    cause = wait?.cause
    lockAddress = wait?.lockAddress ?? 0
    owner = wait?.owner ?? 0
    stack = wait?.stack ?? []
    isTruncated = wait?.isTruncated ?? false
    self.nanoseconds = nanoseconds
    self.count = count
  }
}

/// What a thread waits for, and where.
struct CoarseWait: Hashable {
  var cause: WaitCause
  var lockAddress: UInt64 = 0
  var owner: Int32 = 0
  var stack: [UInt64] = []
  var isTruncated = true
}
