import Profiles

/// Adds the samples of one profile up by state, stack, resource and owner.
struct ProfileAdder {
  private let profile: Profile
  private let placement: CallForest.Placement
  private let spins: SpinRules
  private let resourceOfLabel: [String: Int32]
  private let sets: [LabelFacts]
  /// Stacks in which a thread waits for work. What it does there, or how long it takes to wake up from there, is no work: a thread that is always
  /// busy does not go there.
  private var idleNodes: Set<Int32> = []
  private var threads: [ThreadKey: Int32] = [:]
  private var cells: [Key: (time: Double, evidence: Double)] = [:]
  private var blame: [BlameKey: Double] = [:]
  private var nodeTime: [Int32: [Int32: Double]] = [:]

  /// What a set of labels says.
  private struct LabelFacts {
    var state = ""
    var lock: Int32 = -1
    var executor: Int32 = -1
    var isTask = false
    /// The owner of its time if it is a task's.
    var task = RunSums.taskOwner
    var isInTarget = true
    var thread = ThreadKey(number: -1, name: "")
  }

  private struct ThreadKey: Hashable {
    var number: Int64
    var name: String
  }

  private struct Key: Hashable {
    var cell: CellKey
    var owner: Int32
  }

  private struct BlameKey: Hashable {
    var resource: Int32
    var node: Int32
  }

  init(_ profile: Profile, _ placement: CallForest.Placement, _ forest: CallForest, _ spins: SpinRules, _ resources: inout ResourceTable) {
    self.profile = profile
    self.placement = placement
    self.spins = spins
    resourceOfLabel = resources.match(Self.candidates(profile, placement, forest))
    let (labels, resourceOfLabel, target) = (profile.labelSets, self.resourceOfLabel, profile.environment.processID)
    sets = (0..<labels.count).map { set in
      var facts = LabelFacts()
      facts.state = labels.text(Label.Key.state, in: set) ?? ""
      facts.lock = labels.text(Label.Key.lock, in: set).flatMap { resourceOfLabel[$0] } ?? -1
      facts.executor = labels.text(Label.Key.executor, in: set).flatMap { resourceOfLabel[$0] } ?? -1
      let name = labels.text(Label.Key.task, in: set)
      facts.isTask = name != nil || labels.number(Label.Key.taskID, in: set) != nil
      facts.task = name != nil ? RunSums.taskOwner : RunSums.unnamedOwner
      facts.isInTarget = labels.number(Label.Key.pid, in: set).map { $0 == Int64(target) } ?? true
      facts.thread = ThreadKey(number: labels.number(Label.Key.tid, in: set) ?? -1, name: labels.text(Label.Key.thread, in: set) ?? "")
      return facts
    }
  }

  /// All locks and actors of the profile.
  private static func candidates(_ profile: Profile, _ placement: CallForest.Placement, _ forest: CallForest) -> [ResourceTable.Candidate] {
    var waited: [String: [Int32: Double]] = [:]
    var kinds: [String: Ceiling.Kind] = [:]
    let (wait, queue) = (profile.sampleTypeIndex(ValueType.wait.type), profile.sampleTypeIndex(ValueType.queue.type))
    let labels = (0..<profile.labelSets.count).map { set -> (lock: String?, executor: String?, isLock: Bool, isActor: Bool) in
      let state = profile.labelSets.text(Label.Key.state, in: set)
      return (
        profile.labelSets.text(Label.Key.lock, in: set), profile.labelSets.text(Label.Key.executor, in: set),
        state == ThreadState.lock.rawValue, state == TaskState.actor.rawValue
      )
    }
    for sample in 0..<profile.samples.count {
      let set = labels[Int(profile.samples.labels[sample])]
      let acting = placement.acting[Int(profile.samples.stacks[sample])]
      if let lock = set.lock, let wait, set.isLock {
        kinds[lock] = .lock
        waited[lock, default: [:]][acting, default: 0] += Double(profile.samples.value(wait, of: sample))
      }
      if let executor = set.executor {
        kinds[executor] = .actor
        if let queue, set.isActor { waited[executor, default: [:]][acting, default: 0] += Double(profile.samples.value(queue, of: sample)) }
      }
    }
    return kinds.map { label, kind in
      let victims = waited[label] ?? [:]
      let longest = victims.max { ($0.value, $1.key) < ($1.value, $0.key) }
      return ResourceTable.Candidate(
        kind: kind, label: label, waited: victims.values.reduce(0, +), victim: longest.map { forest.frames[Int($0.key)].name } ?? "")
    }
  }

  mutating func addAll(to sums: inout RunSums) {
    let types = profile.sampleTypes
    func index(_ type: ValueType) -> Int? { types.firstIndex(of: type) }
    let (cpu, wait, queue, blame) = (index(.cpu), index(.wait), index(.queue), index(.blame))
    let (count, waits) = (index(.samples), index(.waits))
    let samples = profile.samples
    cells.reserveCapacity(samples.count)
    if let wait {
      for sample in 0..<samples.count where samples.value(wait, of: sample) > 0 {
        guard sets[Int(samples.labels[sample])].state == ThreadState.idle.rawValue else { continue }
        idleNodes.insert(placement.nodes[Int(samples.stacks[sample])])
      }
    }
    for sample in 0..<samples.count {
      let facts = sets[Int(samples.labels[sample])]
      let stack = Int(samples.stacks[sample])
      let number = waits.map { Double(samples.value($0, of: sample)) } ?? 0
      if let cpu, case let value = Double(samples.value(cpu, of: sample)), value > 0 {
        addRunning(value, count.map { Double(samples.value($0, of: sample)) } ?? 0, facts, stack, &sums)
      }
      if let wait, case let value = Double(samples.value(wait, of: sample)), value > 0 { addWaiting(value, number, facts, stack, &sums) }
      if let queue, case let value = Double(samples.value(queue, of: sample)), value > 0 { addQueued(value, number, facts, stack, &sums) }
      if let blame, facts.lock >= 0, case let value = Double(samples.value(blame, of: sample)), value > 0 {
        self.blame[BlameKey(resource: facts.lock, node: placement.nodes[stack]), default: 0] += value
      }
    }
    for lock in profile.environment.locks {
      guard let resource = resourceOfLabel[lock.name] else { continue }
      sums.resources[resource, default: ResourceSum()].held += Double(lock.held)
      sums.resources[resource, default: ResourceSum()].handOvers += Double(lock.handOvers)
    }
    for (thread, times) in nodeTime { sums.threads[Int(thread)].node = times.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key }
    // In the order of the tree, so that every sum is made in the same order.
    sums.cells = cells.map { RunSums.Cell(key: $0.key.cell, owner: $0.key.owner, time: $0.value.time, evidence: $0.value.evidence) }
      .sorted { $0.place != $1.place ? $0.place < $1.place : $0.owner < $1.owner }
    sums.blame = self.blame.map { RunSums.Blame(resource: $0.key.resource, node: $0.key.node, time: $0.value) }
      .sorted { ($0.node, $0.resource) < ($1.node, $1.resource) }
  }

  private mutating func thread(_ facts: LabelFacts, _ sums: inout RunSums) -> Int32 {
    if let index = threads[facts.thread] { return index }
    let index = Int32(sums.threads.count)
    sums.threads.append(RunSums.ThreadSum(name: facts.thread.name, isInTarget: facts.isInTarget))
    threads[facts.thread] = index
    return index
  }

  private mutating func add(_ state: AccountState, _ time: Double, _ evidence: Double, _ resource: Int32, _ owner: Int32, _ stack: Int) {
    let key = Key(cell: CellKey(node: placement.nodes[stack], state: state, resource: resource), owner: owner)
    let before = cells[key] ?? (0, 0)
    cells[key] = (before.time + time, before.evidence + evidence)
  }

  private mutating func addRunning(_ time: Double, _ count: Double, _ facts: LabelFacts, _ stack: Int, _ sums: inout RunSums) {
    let thread = thread(facts, &sums)
    sums.running += time
    sums.threads[Int(thread)].running += time
    if !idleNodes.contains(placement.nodes[stack]) { sums.threads[Int(thread)].occupied += time }
    if facts.isTask { sums.threads[Int(thread)].isPool = true }
    let node = placement.nodes[stack]
    nodeTime[thread, default: [:]][node, default: 0] += time
    if facts.executor >= 0 {
      sums.resources[facts.executor, default: ResourceSum()].busy += time
      sums.resources[facts.executor, default: ResourceSum()].work[node, default: 0] += time
    }
    let isSpinning = spins.nodes[Int(node)]
    if facts.lock >= 0, !isSpinning { sums.resources[facts.lock, default: ResourceSum()].work[node, default: 0] += time }
    let state: AccountState = isSpinning ? .spinning : facts.state == ThreadState.kernel.rawValue ? .kernel : .user
    add(state, time, count, isSpinning ? facts.lock : -1, facts.isTask ? facts.task : thread, stack)
  }

  private mutating func addWaiting(_ time: Double, _ waits: Double, _ facts: LabelFacts, _ stack: Int, _ sums: inout RunSums) {
    let thread = thread(facts, &sums)
    let state = AccountState(rawValue: facts.state) ?? .unknown
    if state == .idle { sums.threads[Int(thread)].idle += time } else { sums.threads[Int(thread)].waiting += time }
    sums.threads[Int(thread)].waits += waits
    let isBusy = state == .runqueue && !idleNodes.contains(placement.nodes[stack]) || state == .lock || state == .fault
    if isBusy { sums.threads[Int(thread)].occupied += time }
    if facts.isTask { sums.threads[Int(thread)].isPool = true }
    if facts.executor >= 0 { sums.resources[facts.executor, default: ResourceSum()].busy += time }
    var resource: Int32 = -1
    if state == .lock {
      resource = facts.lock
      if resource >= 0 {
        sums.resources[resource, default: ResourceSum()].wait += time
        sums.resources[resource, default: ResourceSum()].waits += waits
      }
    }
    // What nobody waited for: a bystander's whole life in one or two waits, or an event loop with nothing to do.
    if !facts.isTask, state == .idle || isBystanding(time, waits, sums) { return }
    add(state, time, waits, resource, facts.isTask ? facts.task : thread, stack)
  }

  private mutating func addQueued(_ time: Double, _ waits: Double, _ facts: LabelFacts, _ stack: Int, _ sums: inout RunSums) {
    switch facts.state {
    case TaskState.pool.rawValue: add(.pool, time, waits, -1, facts.task, stack)
    case TaskState.actor.rawValue:
      if facts.executor >= 0 {
        sums.resources[facts.executor, default: ResourceSum()].wait += time
        sums.resources[facts.executor, default: ResourceSum()].waits += waits
      }
      add(.actor, time, waits, facts.executor, facts.task, stack)
    default:
      // The main task that waits for all others is nobody's request.
      if !isBystanding(time, waits, sums) { add(.suspended, time, waits, -1, facts.task, stack) }
    }
  }

  /// True when the waits are as long as the window: whoever waits so long serves no request meanwhile.
  private func isBystanding(_ time: Double, _ waits: Double, _ sums: RunSums) -> Bool {
    sums.seconds > 0 && time / max(1, waits) > sums.seconds * 1e9 / 2
  }
}

extension RunSums.Cell {
  /// A number by which cells are ordered: node, state, resource.
  fileprivate var place: UInt64 {
    UInt64(UInt32(bitPattern: key.node)) << 32 | UInt64(key.state.order) << 24 | UInt64(UInt32(bitPattern: key.resource) & 0xff_ffff)
  }
}
