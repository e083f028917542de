/// Locks that threads waited for: who waited, and who held them meanwhile.
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
  }

  /// Name of the lock of waits that say nothing of theirs.
  public static let unknownName = "[unknown lock]"

  /// The longest waited for first.
  public let rows: [Row]
  /// Sum over all locks.
  public let wait: Int64

  public init(_ profile: Profile, _ options: ViewOptions = ViewOptions()) throws(ViewError) {
    let source = try TimeRows(profile, options)
    let acting = ActingFunctions(profile, options)
    let locks = LabelColumn(profile.labelSets, Label.Key.lock)
    let states = LabelColumn(profile.labelSets, Label.Key.state)
    var building: [Int32: Building] = [:]
    source.forEach(.wait) { row in
      let state = states.text(row.labels)
      let lock = locks[row.labels]
      if state == ThreadState.lock.rawValue { building[lock, default: Building()].addWait(row, acting[row.stack]) }
      if state == ThreadState.runqueue.rawValue, lock >= 0 { building[lock, default: Building()].runqueue &+= row.value }
    }
    // Who is charged is decided by the recorder; a focus on one function shows what that function waits for and what it makes others wait for.
    source.forEach(.blame) { row in building[locks[row.labels], default: Building()].addBlame(row, acting[row.stack]) }
    rows = building.map { lock, sums in
      sums.row(lock < 0 ? Self.unknownName : locks.texts[Int(lock)], acting, profile.labelSets)
    }.sorted {
      if $0.wait != $1.wait { return $0.wait > $1.wait }
      return $0.runqueue != $1.runqueue ? $0.runqueue > $1.runqueue : $0.name < $1.name
    }
    wait = rows.reduce(0) { $0 &+ $1.wait }
  }
}

/// One lock while it is added up.
private struct Building {
  struct Key: Hashable {
    var function: Int
    var labels: UInt32
  }

  private var wait: Int64 = 0
  private var waits: Int64 = 0
  var runqueue: Int64 = 0
  private var victims = TimeSums<Int>()
  private var blame = TimeSums<Key>()

  mutating func addWait(_ row: TimeRows.Row, _ function: Int) {
    wait &+= row.value
    waits &+= row.waits
    victims.add(row, to: function)
  }

  mutating func addBlame(_ row: TimeRows.Row, _ function: Int) { blame.add(row, to: Key(function: function, labels: row.labels)) }

  func row(_ name: String, _ acting: ActingFunctions, _ labels: LabelTable) -> LockTable.Row {
    struct Holder: Hashable {
      var function: Int
      var thread: String
      var threadID: Int64?
    }
    var holders: [Holder: [String: Int64]] = [:]
    for (key, sum) in blame.sums {
      let set = Int(key.labels)
      let holder = Holder(
        function: key.function, thread: labels.text(Label.Key.thread, in: set) ?? "", threadID: labels.number(Label.Key.tid, in: set))
      holders[holder, default: [:]][labels.text(Label.Key.victim, in: set) ?? "", default: 0] &+= sum.value
    }
    let culprits = holders.map { holder, victims in
      LockTable.Culprit(
        frame: acting.frames[holder.function], thread: holder.thread, threadID: holder.threadID, value: victims.values.reduce(0, &+),
        victims: victims.filter { !$0.key.isEmpty }.map { LockTable.Victim(name: $0.key, value: $0.value) }.sorted {
          $0.value != $1.value ? $0.value > $1.value : $0.name < $1.name
        })
    }.sorted {
      if $0.value != $1.value { return $0.value > $1.value }
      return ($0.frame.name, $0.thread, $0.threadID ?? 0, $0.frame.file) < ($1.frame.name, $1.thread, $1.threadID ?? 0, $1.frame.file)
    }
    return LockTable.Row(name: name, wait: wait, waits: waits, runqueue: runqueue, victims: victims.functions(acting), culprits: culprits)
  }
}
