import Images
import Profiles

/// From what was copied of a process to what a reader wants to know.
struct SnapshotBuilder {
  private let capture: SnapshotCapture
  private let threadIDs: Set<Int32>
  private var stacks: SnapshotStacks
  private var snapshot: Snapshot
  private var tasks: [(record: TaskRecord, task: Snapshot.Task)] = []
  /// Where in `tasks` the task at an address is.
  private var indices: [UInt64: Int] = [:]

  init(capture: SnapshotCapture, program: String) {
    self.capture = capture
    threadIDs = Set(capture.threads.map(\.threadID))
    stacks = SnapshotStacks(space: capture.space, runtime: capture.runtime)
    snapshot = Snapshot(processID: Int(capture.space.processID), program: program, time: capture.time)
  }

  /// Builds the snapshot.
  mutating func build() -> Snapshot {
    let runners = Dictionary(capture.threads.filter { $0.task != 0 }.map { ($0.task, $0) }) { first, _ in first }
    for record in capture.tasks { addTask(record, runner: runners[record.address]) }
    for copy in capture.threads { addThread(copy) }
    describeWaits()
    snapshot.tasks = tasks.map(\.task).sorted { $0.id < $1.id }
    snapshot.findings = Deadlocks.findings(snapshot.threads) + taskDeadlocks()
    let processors = HostEnvironment.processors(of: capture.space.processID)
    if let finding = ThreadPool.finding(snapshot.threads, snapshot.tasks, processors: processors) { snapshot.findings.append(finding) }
    if capture.threads.contains(where: \.facts.isStopped) {
      let line = "the process is stopped by a signal; let it go on with: kill -CONT \(snapshot.processID)"
      snapshot.findings.append(Snapshot.Finding(.stopped, line))
    }
    if capture.completedCount > 0 {
      snapshot.notes.append("left out: \(capture.completedCount) \(capture.completedCount == 1 ? "task that has" : "tasks that have") ended")
    }
    let missed = capture.threads.filter { !$0.isStopped }
    if !missed.isEmpty {
      let list = missed.prefix(8).map { "\($0.facts.name) (\($0.threadID))" }.joined(separator: ", ") + (missed.count > 8 ? " …" : "")
      snapshot.notes.append("could not be stopped, for they wait within the kernel: \(list); their stacks may be cut short")
    }
    return snapshot
  }

  /// Tasks that wait for each other's ends.
  private func taskDeadlocks() -> [Snapshot.Finding] {
    var next: [UInt64: UInt64] = [:]
    for (record, _) in tasks {
      if case .task(let other) = record.dependency { next[record.address] = other }
    }
    return Deadlocks.findings(Dictionary(tasks.map { ($0.record.address, $0.task.label) }) { first, _ in first }, next: next)
  }

  // MARK: Threads

  private mutating func addThread(_ copy: ThreadCopy) {
    let (frames, symbols) = stacks.stack(of: copy)
    var thread = Snapshot.Thread(threadID: Int(copy.threadID), name: copy.facts.name, state: .unknown, stack: frames)
    if let call = copy.call {
      let number = SystemCallRules.resumed(call.number, symbols)
      thread.systemCall = SystemCalls.name(number)
      let operation = number == SystemCalls.futex ? UInt8(truncatingIfNeeded: call.arguments.1 & 0x7f) : 0
      let cause = WaitCause(systemCall: number, operation: operation, isUninterruptible: copy.facts.isUninterruptible)
      thread.state = WaitRules.state(cause, functions: symbols)
      if number == SystemCalls.futex, let probe = copy.probe {
        thread.lock = SystemCallRules.lock(probe, operation: operation, symbols) { threadIDs.contains($0) }
        if thread.lock != nil { thread.state = .lock }
      }
    } else {
      thread.state = copy.facts.isUninterruptible ? .fault : copy.wasQueued ? .runqueue : copy.isInKernel ? .kernel : .user
    }
    if copy.task != 0, let index = indices[copy.task] {
      thread.task = tasks[index].task.label
      tasks[index].task.stack = frames
      tasks[index].task.threadID = Int(copy.threadID)
    }
    snapshot.threads.append(thread)
  }

  // MARK: Tasks

  /// Adds a task that can be believed: it runs on a thread, or its functions can be those of a task.
  private mutating func addTask(_ record: TaskRecord, runner: ThreadCopy?) {
    var task = Snapshot.Task(id: record.id, name: record.name, state: Self.state(record, isOnThread: runner != nil))
    task.isCancelled = record.isCancelled
    if runner == nil, !record.isRunning {
      guard let stack = stacks.stack(of: record) else { return }
      task.stack = stack
      // A task that yields is resumed by a job of its own, which waits for a thread of the pool.
      if task.state == .continuation, stack.first?.name == "static Task.yield()" { task.state = .pool }
    }
    indices[record.address] = tasks.count
    tasks.append((record, task))
  }

  private static func state(_ record: TaskRecord, isOnThread: Bool) -> TaskState {
    if record.isRunning || isOnThread { return .running }
    switch record.dependency {
    case .executor(let actor): return actor == 0 ? .pool : .actor
    case .task, .group: return .child
    case .continuation: return .continuation
    case nil: return record.isEnqueued ? .pool : .continuation
    }
  }

  /// Says in words what each task waits for.
  private mutating func describeWaits() {
    let members = Dictionary(grouping: tasks.filter(\.record.isGroupChild), by: \.record.parent).mapValues { $0.map(\.task) }
    let workers = Dictionary(capture.threads.filter { $0.actor != 0 }.map { ($0.actor, $0) }) { first, _ in first }
    for index in tasks.indices { tasks[index].task.parentID = indices[tasks[index].record.parent].map { tasks[$0].task.id } }
    for index in tasks.indices where tasks[index].task.state != .running {
      switch tasks[index].record.dependency {
      case .task(let address): tasks[index].task.waitsFor = "task \(indices[address].map { tasks[$0].task.label } ?? "that is ending")"
      case .group: tasks[index].task.waitsFor = "the tasks of its group" + Self.list(members[tasks[index].record.address] ?? [])
      case .continuation where tasks[index].task.state == .continuation:
        tasks[index].task.waitsFor = Self.isSleeping(tasks[index].task) ? "the end of its sleep" : "a continuation to be resumed"
      case .executor(let address) where address != 0:
        let actor = capture.actors[address] ?? "actor"
        tasks[index].task.actor = actor
        var words = "actor \(actor)"
        if let worker = workers[address] {
          words += ", which " + (indices[worker.task].map { "runs task \(tasks[$0].task.label)" } ?? "works")
          words += " on thread \(worker.facts.name) (\(worker.threadID))"
        }
        tasks[index].task.waitsFor = words
      default:
        let hasNotBegun = stacks.hasNotBegun(tasks[index].task.stack)
        tasks[index].task.waitsFor = tasks[index].task.state == .pool ? "a thread of the pool" : hasNotBegun ? "its time to begin" : ""
      }
    }
  }

  private static func isSleeping(_ task: Snapshot.Task) -> Bool {
    let leaf = task.stack.first?.name ?? ""
    return leaf.hasPrefix("static Task.sleep(") || leaf.hasPrefix("static Task._sleep(")
  }

  /// The tasks of a group that have not ended.
  private static func list(_ tasks: [Snapshot.Task]) -> String {
    let members = tasks.sorted { $0.id < $1.id }
    guard !members.isEmpty else { return "" }
    return ": \(members.prefix(8).map(\.label).joined(separator: ", "))" + (members.count > 8 ? " and \(members.count - 8) more" : "")
  }
}
