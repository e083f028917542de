/// Locks that threads waited for: who waited, who held them meanwhile, and what the holders did.
public struct LockTable: Sendable {
  public struct Row: Sendable, Equatable {
    /// The text of the `lock` label: kind and address.
    public var name: String
    /// Nanoseconds threads waited for the lock.
    public var wait: Int64
    /// How often they did.
    public var waits: Int64
    /// Nanoseconds threads waited for a processor once the lock was theirs.
    public var runqueue: Int64
    /// By function that waited, the largest first.
    public var victims: [FunctionTime]
    /// By function and thread that held the lock, the largest first. Their sum is `wait` when blame is whole.
    public var culprits: [Culprit]
    /// The culprits of each function together, the largest first.
    public var holders: [Holder]
    /// What threads did on a processor while they held the lock and others waited for it.
    public var work: HeldWork
  }

  /// A function that held a lock, on any thread.
  public struct Holder: Sendable, Equatable {
    public var frame: ViewFrame
    /// Names of the threads it ran on, with their number where there is one; the one with most first.
    public var threads: [String]
    public var value: Int64
    public var victims: [Victim]
  }

  /// A function that held a lock on one thread while others waited.
  public struct Culprit: Sendable, Equatable {
    public var frame: ViewFrame
    public var thread: String
    public var threadID: Int64?
    /// Nanoseconds others waited meanwhile.
    public var value: Int64
    /// Who waited, by the text of the `victim` label, the largest first.
    public var victims: [Victim]
  }

  public struct Victim: Sendable, Equatable {
    public var name: String
    public var value: Int64

    /// The largest first; equal ones by name.
    static func sorted(_ sums: [String: Int64]) -> [Victim] {
      sums.filter { !$0.key.isEmpty }.map { Victim(name: $0.key, value: $0.value) }.sorted {
        $0.value != $1.value ? $0.value > $1.value : $0.name < $1.name
      }
    }
  }

  /// Name of the lock of waits that say nothing of theirs.
  public static let unknownName = "[unknown lock]"

  /// The longest waited for first.
  public let rows: [Row]
  /// Sum over all locks.
  public let wait: Int64

  public init(_ source: WaitSource) {
    let (acting, locks, states) = (source.acting, source.locks, source.states)
    var building: [Int32: LockSums] = [:]
    source.rows.forEach(.wait) { row in
      let state = states.text(row.labels)
      let lock = locks[row.labels]
      if state == ThreadState.lock.rawValue { building[lock, default: LockSums()].addWait(row, acting[row.stack]) }
      if state == ThreadState.runqueue.rawValue, lock >= 0 { building[lock, default: LockSums()].addRunqueue(row) }
    }
    // On a processor a thread waits for nothing: the label says what it holds.
    source.rows.forEach(.cpu) { row in
      let lock = locks[row.labels]
      if lock >= 0 { building[lock, default: LockSums()].addWork(row) }
    }
    // Who is charged is decided by the recorder; a focus on one function shows what that function waits for and what it makes others wait for.
    source.rows.forEach(.blame) { row in building[locks[row.labels], default: LockSums()].addBlame(row, acting[row.stack]) }
    rows = building.map { lock, sums in
      sums.row(lock < 0 ? Self.unknownName : locks.texts[Int(lock)], acting, source.labels)
    }.sorted {
      if $0.wait != $1.wait { return $0.wait > $1.wait }
      return $0.runqueue != $1.runqueue ? $0.runqueue > $1.runqueue : $0.name < $1.name
    }
    wait = rows.reduce(0) { $0 &+ $1.wait }
  }
}
