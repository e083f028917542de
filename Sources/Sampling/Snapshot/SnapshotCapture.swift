import Images

/// What is copied of a process for a snapshot.
struct SnapshotCapture {
  let space: AddressSpace
  let runtime: SwiftRuntime?
  private(set) var time: Int64 = 0
  private(set) var threads: [ThreadCopy] = []
  private(set) var tasks: [TaskRecord] = []
  private(set) var completedCount = 0
  /// Names of the objects that tasks and threads work for.
  private(set) var actors: [UInt64: String] = [:]
  private var candidates: [UInt64] = []

  init(space: AddressSpace, runtime: SwiftRuntime?) {
    self.space = space
    self.runtime = runtime
  }

  /// Looks for tasks in the process's memory.
  mutating func scan(_ size: UInt64, _ progress: (String) -> Void) {
    guard let runtime, runtime.taskMetadata != 0, TaskLayout.version(runtime.layoutVersion) != nil else { return }
    let start = Clock.monotonic
    var shown = start
    let map = MemoryMap.read(processID: space.processID)
    let scan = HeapScan.find(runtime.taskMetadata, processID: space.processID, in: map) { scanned in
      let now = Clock.monotonic
      guard now &- start > 1_000_000_000, now &- shown > 100_000_000 else { return }
      shown = now
      progress("looking for tasks: \(scanned >> 20) of \(size >> 20) MiB")
    }
    candidates = scan.addresses
  }

  /// Stops all threads, copies them and all tasks, and lets them go.
  mutating func takeThreads(scanning: Bool) throws(SamplingError) {
    let processID = space.processID
    var facts: [Int32: ThreadFacts] = [:]
    for threadID in ProcFile.numbers(in: "/proc/\(processID)/task") { facts[threadID] = ThreadFacts(processID, threadID) }
    var stop = try ProcessStop(processID: processID, ready: Set(facts.filter { $0.value.isReady }.keys))
    defer { stop.letGo() }
    time = Clock.realtime
    var copier = ThreadCopier(space: space, runtime: runtime, map: MemoryMap.read(processID: processID))
    for threadID in ProcFile.numbers(in: "/proc/\(processID)/task").sorted() {
      let known = facts[threadID] ?? ThreadFacts(processID, threadID)
      if known.hasEnded { continue }
      threads.append(copier.copy(threadID, known, turns: stop.turns[threadID], isStopped: stop.statuses[threadID] != nil))
    }
    if scanning { scan(0) { _ in } }
    readTasks()
  }

  /// Reads the tasks that were found, and those that threads run.
  private mutating func readTasks() {
    guard let runtime else { return }
    let memory = ProcessMemory(processID: space.processID)
    for address in Set(candidates).union(threads.map(\.task)).sorted() where address != 0 {
      guard let record = TaskReader.record(at: address, runtime, memory) else { continue }
      if record.isComplete { completedCount += 1 } else { tasks.append(record) }
      if case .executor(let actor) = record.dependency { readActor(actor, memory) }
    }
    for thread in threads { readActor(thread.actor, memory) }
  }

  private mutating func readActor(_ address: UInt64, _ memory: ProcessMemory) {
    guard address != 0, actors[address] == nil else { return }
    let name = memory.word(at: address).flatMap { ActorType.name(ofType: $0, memory) } ?? "actor"
    // The main actor is known to the runtime by the object that runs its jobs.
    actors[address] = "\(name.hasSuffix("MainExecutor") ? "MainActor" : name) 0x\(String(address, radix: 16))"
  }
}
