/// What the threads and the tasks of a recording did with their time, by state. Time of threads and time of tasks are never added.
public struct StateTable: Sendable {
  public struct Row: Sendable, Equatable {
    /// The text of the `state` label; `[no state]` for samples without one.
    public var name: String
    /// Nanoseconds.
    public var value: Int64
    /// How many waits it is the sum of; 0 for states of running threads and tasks.
    public var waits: Int64

    public init(name: String, value: Int64, waits: Int64) {
      self.name = name
      self.value = value
      self.waits = waits
    }
  }

  /// A thread with its time by state, in the order of `StateTable.threads`.
  public struct ThreadRow: Sendable, Equatable {
    public var frame: ViewFrame
    public var states: [Int64]
  }

  /// Every known state of threads in the order of `ThreadState`, then those only this profile has, by name.
  public let threads: [Row]
  /// Every known state of tasks in the order of `TaskState`, then those only this profile has; empty when there is no time of tasks.
  public let tasks: [Row]
  /// Whether the profile tells what threads did while they did not run: without it their states are no account of their time.
  public let holdsThreadWaits: Bool
  /// The sum of the states of all threads: their wall time.
  public let wall: Int64
  /// The part of it in which threads neither rested nor slept.
  public let awake: Int64
  /// The sum of the states of all tasks.
  public let taskTotal: Int64
  /// Every thread, by name and number.
  public let byThread: [ThreadRow]

  /// nil when the profile holds no time of waiting threads or queued tasks.
  public init?(_ profile: Profile, _ options: ViewOptions = ViewOptions()) throws(ViewError) {
    guard profile.hasWaits else { return nil }
    let source = try TimeRows(profile, options)
    let labels = profile.labelSets
    let state = LabelColumn(labels, Label.Key.state)
    var index = FrameIndex(Profile(sampleTypes: []), options)
    let groups = LabelGroups(profile, .thread, &index)
    var threadStates = StateSums(ThreadState.allCases.map(\.rawValue))
    var taskStates = StateSums(TaskState.allCases.map(\.rawValue))
    var running: Int64 = 0
    var holdsThreadWaits = false
    for type in [ValueType.cpu, .wait] {
      source.forEach(type) { row in
        if type == .wait { holdsThreadWaits = true }
        let group = groups?.frames[Int(row.labels)] ?? 0
        threadStates.add(type == .wait ? row : row.withoutWaits, state.text(row.labels), group: group)
        let hasTask = labels[Int(row.labels)].contains { $0.key == Label.Key.task || $0.key == Label.Key.taskID }
        if hasTask { running &+= row.value }
      }
    }
    var taskTime = running != 0
    source.forEach(.queue) { row in
      taskTime = true
      taskStates.add(row, state.text(row.labels), group: 0)
    }
    taskStates.add(TimeRows.Row(stack: 0, labels: 0, value: running, waits: 0), TaskState.running.rawValue, group: 0)
    self.holdsThreadWaits = holdsThreadWaits
    threads = threadStates.rows
    tasks = taskTime ? taskStates.rows : []
    wall = threads.reduce(0) { $0 &+ $1.value }
    awake = threads.reduce(0) { ThreadState(rawValue: $1.name)?.isResting == true ? $0 : $0 &+ $1.value }
    taskTotal = tasks.reduce(0) { $0 &+ $1.value }
    let order = threadStates.order
    byThread = threadStates.byGroup.map { group, sums in
      ThreadRow(frame: index.frames[Int(group)], states: order.map { $0 < sums.count ? sums[$0] : 0 })
    }.sorted { ($0.frame.name, $0.frame.threadID ?? 0) < ($1.frame.name, $1.frame.threadID ?? 0) }
  }
}
