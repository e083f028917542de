/// Actors that tasks queued for: who waited, and what the actors ran.
public struct ActorTable: Sendable {
  public struct Row: Sendable, Equatable {
    /// The text of the `executor` label: type and address.
    public var name: String
    /// Nanoseconds tasks waited because the actor ran another job.
    public var queue: Int64
    /// How often they did.
    public var waits: Int64
    /// Nanoseconds tasks waited for a thread of the pool to run on the actor.
    public var pool: Int64
    /// Nanoseconds of threads that ran on the actor or waited while they held it. An actor runs one job at a time, so this is how long it was busy.
    public var busy: Int64
    /// By function that waited for the actor, the largest first.
    public var victims: [FunctionTime]
    /// By function that ran on the actor, the largest first. Their sum is `busy`.
    public var holders: [FunctionTime]
    /// The same time by function with all it calls.
    public var work: HeldWork
  }

  /// The longest queued for first.
  public let rows: [Row]
  /// Sum of `queue` over all actors.
  public let queue: Int64

  public init(_ source: WaitSource) {
    struct Building {
      var queue: Int64 = 0
      var waits: Int64 = 0
      var pool: Int64 = 0
      var busy: Int64 = 0
      var victims = TimeSums<Int>()
      var holders = TimeSums<Int>()
      var work = WorkSums()
    }
    let (acting, executors, states) = (source.acting, source.executors, source.states)
    var building: [Int32: Building] = [:]
    for type in [ValueType.cpu, .wait] {
      source.rows.forEach(type) { row in
        let actor = executors[row.labels]
        guard actor >= 0 else { return }
        building[actor, default: Building()].busy &+= row.value
        building[actor, default: Building()].holders.add(row, to: acting[row.stack])
        building[actor, default: Building()].work.add(row)
      }
    }
    source.rows.forEach(.queue) { row in
      let actor = executors[row.labels]
      let state = states.text(row.labels)
      if state == TaskState.pool.rawValue, actor >= 0 { building[actor, default: Building()].pool &+= row.value }
      guard state == TaskState.actor.rawValue else { return }
      building[actor, default: Building()].queue &+= row.value
      building[actor, default: Building()].waits &+= row.waits
      building[actor, default: Building()].victims.add(row, to: acting[row.stack])
    }
    rows = building.map { actor, sums in
      Row(
        name: actor < 0 ? "[unknown actor]" : executors.texts[Int(actor)], queue: sums.queue, waits: sums.waits, pool: sums.pool, busy: sums.busy,
        victims: sums.victims.functions(acting), holders: sums.holders.functions(acting),
        work: sums.work.work(acting, outside: Set(sums.victims.sums.keys)))
    }.sorted {
      if $0.queue != $1.queue { return $0.queue > $1.queue }
      return $0.busy != $1.busy ? $0.busy > $1.busy : $0.name < $1.name
    }
    queue = rows.reduce(0) { $0 &+ $1.queue }
  }
}
