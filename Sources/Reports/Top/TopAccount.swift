import Profiles

/// What a stretch of a live recording adds up to: processor time by function, thread and task, and the states of threads and tasks.
///
/// The account of a longer stretch is the sum of those of its parts. Times are nanoseconds.
public struct TopAccount: Sendable, Equatable {
  /// By the clock.
  public internal(set) var duration: Int64 = 0
  public internal(set) var samples: Int64 = 0
  public internal(set) var lost: Int64 = 0
  /// nil when nobody counted.
  public internal(set) var requests: Int64?
  /// On a processor, of all threads.
  public internal(set) var processor: Int64 = 0
  var functions: [FunctionKey: FunctionSum] = [:]
  var threads: [ThreadKey: ThreadSum] = [:]
  var tasks: [String: TaskSum] = [:]
  var threadStates: [String: Int64] = [:]
  var taskStates: [String: Int64] = [:]

  /// A function, wherever a recording happened to meet it first.
  struct FunctionKey: Hashable, Sendable {
    var name: String
    var file: String
  }

  struct FunctionSum: Equatable, Sendable {
    var frame: ViewFrame
    var selfValue: Int64 = 0
    var total: Int64 = 0
  }

  /// A thread; by its number, since its name may change.
  enum ThreadKey: Hashable, Sendable {
    case number(Int64)
    case name(String)
  }

  struct ThreadSum: Equatable, Sendable {
    var frame: ViewFrame
    var processor: Int64 = 0
    var states: [String: Int64] = [:]
  }

  struct TaskSum: Equatable, Sendable {
    var processor: Int64 = 0
    /// Ready, without a thread or without its actor.
    var queued: Int64 = 0
    /// Until another task ends or somebody resumes it.
    var suspended: Int64 = 0
  }

  public init() {}

  /// The account of what one profile holds.
  public init(_ profile: Profile) {
    duration = profile.duration
    samples = profile.environment.trust.samples
    lost = profile.environment.trust.lost
    requests = profile.environment.requests
    guard profile.sampleTypeIndex(ValueType.cpu.type) != nil else { return }
    let table = Self.table(profile, .function)
    processor = table?.total ?? 0
    for row in table?.rows ?? [] { add(FunctionSum(frame: row.frame, selfValue: row.selfValue, total: row.total)) }
    for row in Self.table(profile, .thread)?.rows ?? [] { add(ThreadSum(frame: row.frame, processor: row.total)) }
    addTasks(profile)
    addStates(profile)
  }

  /// Adds another stretch.
  public mutating func add(_ other: TopAccount) {
    duration &+= other.duration
    samples &+= other.samples
    lost &+= other.lost
    if let more = other.requests { requests = (requests ?? 0) &+ more }
    processor &+= other.processor
    for sum in other.functions.values { add(sum) }
    for sum in other.threads.values { add(sum) }
    for (name, sum) in other.tasks { add(sum, to: name) }
    threadStates.merge(other.threadStates, uniquingKeysWith: &+)
    taskStates.merge(other.taskStates, uniquingKeysWith: &+)
  }

  /// The options name nothing that a profile could lack, so there is a table of every profile with the sample type.
  private static func table(
    _ profile: Profile, _ grouping: ViewOptions.Grouping, _ type: ValueType = .cpu, _ states: [TaskState]? = nil
  ) -> FunctionTable? {
    guard profile.sampleTypeIndex(type.type) != nil else { return nil }
    var options = ViewOptions()
    options.sampleType = type.type
    options.groupBy = grouping
    options.states = states?.map(\.rawValue)
    return try? FunctionTable(profile, options)
  }

  private mutating func addTasks(_ profile: Profile) {
    func add(_ table: FunctionTable?, _ value: WritableKeyPath<TaskSum, Int64>) {
      for row in table?.rows ?? [] where row.frame.name != Self.noTask && row.total != 0 {
        tasks[row.frame.name, default: TaskSum()][keyPath: value] &+= row.total
      }
    }
    add(Self.table(profile, .task), \.processor)
    add(Self.table(profile, .task, .queue, [.pool, .actor]), \.queued)
    add(Self.table(profile, .task, .queue, [.child, .continuation]), \.suspended)
  }

  private static let noTask = "[no task]"

  private mutating func addStates(_ profile: Profile) {
    guard let table = try? StateTable(profile, ViewOptions()) else {
      // Without waits: the states of what was sampled.
      for row in Self.table(profile, .state)?.rows ?? [] { threadStates[row.frame.name, default: 0] &+= row.total }
      return
    }
    for row in table.threads where row.value != 0 { threadStates[row.name, default: 0] &+= row.value }
    for row in table.tasks where row.value != 0 { taskStates[row.name, default: 0] &+= row.value }
    for thread in table.byThread {
      var sum = ThreadSum(frame: thread.frame)
      for (state, value) in zip(table.threads, thread.states) where value != 0 { sum.states[state.name, default: 0] &+= value }
      add(sum)
    }
  }

  private mutating func add(_ sum: FunctionSum) {
    let key = FunctionKey(name: sum.frame.name, file: sum.frame.file)
    var known = functions[key] ?? FunctionSum(frame: sum.frame)
    known.selfValue &+= sum.selfValue
    known.total &+= sum.total
    functions[key] = known
  }

  private mutating func add(_ sum: ThreadSum) {
    let key = sum.frame.threadID.map { ThreadKey.number($0) } ?? .name(sum.frame.name)
    var known = threads[key] ?? ThreadSum(frame: sum.frame)
    known.frame = sum.frame
    known.processor &+= sum.processor
    known.states.merge(sum.states, uniquingKeysWith: &+)
    threads[key] = known
  }

  private mutating func add(_ sum: TaskSum, to name: String) {
    tasks[name, default: TaskSum()].processor &+= sum.processor
    tasks[name, default: TaskSum()].queued &+= sum.queued
    tasks[name, default: TaskSum()].suspended &+= sum.suspended
  }
}
