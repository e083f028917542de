import Images
import Profiles

/// From waits to rows of the profile.
extension Recorder {
  /// Takes note of what an id stands for.
  func take(stack id: UInt64, _ cause: WaitCause, _ sample: RawSample) {
    let process = process(sample.processID)
    walk(sample, in: process)
    if process.shouldLookAgain {
      readImagesAgain(process)
      walk(sample, in: process)
    }
    encode(sample, in: process)
    let index = rawStack.withUnsafeBufferPointer { aggregator.intern($0) }
    // A thread that lost its processor may do so anywhere: there are many such stacks, and nobody asks for their names while recording.
    let isDescribed = cause.systemCall >= 0 || sample.isSuspended
    let (functions, waiter) = isDescribed ? describe(rawStack) : ([], "[unknown]")
    book.stacks[id] = WaitBook.Stack(index: index, functions: functions, waiter: waiter)
    // Of futexes only a lock has somebody who holds it.
    if cause.systemCall == SystemCalls.futex, book.state(id, cause) != .lock { collector.isNotLock(stack: id) }
  }

  /// Names of the functions of a raw stack, and the first that is not the runtime's or the C library's.
  func describe(_ stack: [UInt32]) -> (functions: [String], waiter: String) {
    var functions: [String] = []
    var waiter: String?
    // Where there is no function of the program's own: one of a library, and not of the C library if there is another.
    var library: String?
    for element in stack {
      if element >= RawStack.truncated { break }
      let entry = locations.entries[Int(element)]
      guard entry.mapping >= 0 else {
        if entry.mapping != LocationTable.kernel { functions.append("") }
        continue
      }
      let image = locations.mappings[Int(entry.mapping)].image
      let name = image.symbolizer?.symbols.function(at: entry.virtualAddress)?.name ?? ""
      functions.append(name)
      if library == nil, !name.isEmpty, !SystemImages.isLibC(image.path) { library = name }
      guard waiter == nil, !name.isEmpty, !SystemImages.contains(image.path) else { continue }
      let simplified = FunctionName.simplify(name)
      if simplified.kind == .ordinary { waiter = simplified.display }
    }
    return (functions, waiter ?? (library ?? functions.first { !$0.isEmpty }).map { FunctionName.simplify($0).display } ?? "[unknown]")
  }

  /// Takes in all waits up to now; gives the instant up to which, where the collector tells.
  @discardableResult
  func takeWaits(_ ending: WaitEnding) -> UInt64 {
    let harvest = collector.takeWaits(ending) { event in self.take(event) }
    let now = Clock.monotonic
    let begin = max(lastHarvest, startClock)
    harvestTimestamp = options.keepsTimestamps ? begin &- startClock &+ (max(now, begin) &- begin) / 2 : nil
    lastHarvest = now
    for account in harvest.threads {
      book.add(account, isPart: ending == .part)
      let name = ProcFile.line("/proc/\(account.processID)/task/\(account.threadID)/comm")
      if !name.isEmpty { book.lastNames[account.threadID] = name }
    }
    for row in harvest.rows { add(row) }
    book.add(harvest.locks)
    // Of a wait that goes on the kernel tells at its end who was to blame.
    if ending == .part || ending == .recording { blameOwners(harvest.rows.map { withOwner($0) }) }
    book.endedNames = [:]
    // A table that is half full must not be so again.
    harvestInterval = harvest.rows.count > 16_384 ? Self.shortestHarvest : longestHarvest
    return harvest.time
  }

  private func add(_ row: WaitRow) {
    let stack = book.stacks[row.stack]?.index ?? markerStack(row.stack == 0 && row.kind == .thread ? .threadStart : .unknown)
    var key = SampleAggregator.LabelKey(
      processID: row.processID, threadID: row.threadID, threadName: -1, taskID: 0, taskName: book.tasks[row.task] ?? -1,
      timestamp: harvestTimestamp)
    if row.task == 1 { key.taskID = .max }
    if row.executor != 0 { key.executor = labelNames.index(of: book.executorName(row.executor, processID: row.processID)) }
    if row.threadID != 0 { key.threadName = threadNames.index(of: threadName(ThreadKey(row.processID, row.threadID))) }
    var values = SampleAggregator.Values()
    switch row.kind {
    case .thread: return addThread(row, stack, key)
    case .blame: return addBlame(row, stack, key)
    case .pool: key.state = labelNames.index(of: TaskState.pool.rawValue)
    case .actor: key.state = labelNames.index(of: TaskState.actor.rawValue)
    case .child: key.state = labelNames.index(of: TaskState.child.rawValue)
    case .continuation:
      // A task that yields is ready all the time, although it is a continuation that resumes it.
      let isYield = book.stacks[row.stack]?.functions.first.map(SwiftRuntime.isYield) ?? false
      key.state = labelNames.index(of: (isYield ? TaskState.pool : .continuation).rawValue)
    }
    values.queue = Int64(clamping: row.blocked)
    values.waits = Int64(clamping: row.count)
    append(stack, key, values)
  }

  private func addThread(_ row: WaitRow, _ stack: UInt32, _ key: SampleAggregator.LabelKey) {
    let state = book.state(row.stack, row.cause)
    var key = key
    if state == .lock {
      book.setLock(row.object, row.cause, functions: book.stacks[row.stack]?.functions ?? [])
      key.lock = labelNames.index(of: lockName(row))
      let victim = WaitBook.Victim(processID: row.processID, threadID: row.threadID, stack: row.stack, lock: row.object)
      book.unresolved[victim, default: 0] += Int64(clamping: row.blocked)
    }
    book.accounts[ThreadKey(row.processID, row.threadID), default: WaitBook.Account()].waiting &+= row.blocked &+ row.ready
    if row.blocked > 0 {
      key.state = labelNames.index(of: state.rawValue)
      append(stack, key, SampleAggregator.Values(wait: Int64(clamping: row.blocked), waits: Int64(clamping: row.count)))
    }
    if row.ready > 0 {
      key.state = labelNames.index(of: ThreadState.runqueue.rawValue)
      // A wait for a processor after another wait is counted once, there.
      append(stack, key, SampleAggregator.Values(wait: Int64(clamping: row.ready), waits: row.blocked == 0 ? Int64(clamping: row.count) : 0))
    }
  }

  private func addBlame(_ row: WaitRow, _ stack: UInt32, _ key: SampleAggregator.LabelKey) {
    guard book.state(row.victimStack, row.cause) == .lock else { return }
    let victim = WaitBook.Victim(processID: row.processID, threadID: row.victim, stack: row.victimStack, lock: row.object)
    book.unresolved[victim, default: 0] -= Int64(clamping: row.blocked)
    appendBlame(victim, lock: lockName(row), stack, key, nanoseconds: Int64(clamping: row.blocked), waits: Int64(clamping: row.count))
  }

  private func appendBlame(
    _ victim: WaitBook.Victim, lock: String, _ stack: UInt32, _ key: SampleAggregator.LabelKey, nanoseconds: Int64, waits: Int64
  ) {
    var key = key
    let thread = threadName(ThreadKey(victim.processID, victim.threadID))
    key.executor = -1
    key.state = labelNames.index(of: ThreadState.lock.rawValue)
    key.lock = labelNames.index(of: lock)
    key.victim = labelNames.index(of: "\(book.stacks[victim.stack]?.waiter ?? "[unknown]") in \(thread)")
    append(stack, key, SampleAggregator.Values(blame: nanoseconds, waits: waits))
  }

  /// The row with the owner that its lock names now, if the kernel did not see the wait begin.
  private func withOwner(_ row: WaitRow) -> WaitRow {
    guard row.kind == .thread, row.owner == 0, row.object != 0, row.cause.systemCall == SystemCalls.futex,
      book.state(row.stack, row.cause) == .lock
    else { return row }
    let lock = LockProbe(row.object, threadID: row.threadID, ProcessMemory(processID: row.processID))
    let hasOwnerInWord = row.cause.operation == 6 || row.cause.operation == 13
    var row = row
    row.owner = hasOwnerInWord ? Int32(lock.word & LockProbe.ownerMask) : lock.mutexOwner
    return row
  }

  /// Charges waits that have not ended to whoever holds the lock, and where that one waits for a lock itself to the end of that chain.
  private func blameOwners(_ rows: [WaitRow]) {
    var waiting: [ThreadKey: WaitRow] = [:]
    for row in rows where row.kind == .thread && row.owner != 0 || row.kind == .thread && row.blocked > 0 {
      waiting[ThreadKey(row.processID, row.threadID)] = row
    }
    for row in rows where row.kind == .thread && row.owner != 0 && book.state(row.stack, row.cause) == .lock {
      var owner = ThreadKey(row.processID, row.owner)
      for _ in 0..<16 {
        guard let next = waiting[owner], next.owner != 0, next.owner != row.threadID, book.state(next.stack, next.cause) == .lock else { break }
        owner = ThreadKey(row.processID, next.owner)
      }
      guard let held = waiting[owner], let stack = book.stacks[held.stack] else { continue }
      let victim = WaitBook.Victim(processID: row.processID, threadID: row.threadID, stack: row.stack, lock: row.object)
      let nanoseconds = min(book.unresolved[victim] ?? 0, Int64(clamping: row.blocked))
      guard nanoseconds > 0 else { continue }
      book.unresolved[victim, default: 0] -= nanoseconds
      let key = SampleAggregator.LabelKey(
        processID: owner.processID, threadID: owner.threadID, threadName: threadNames.index(of: threadName(owner)), taskID: 0, taskName: -1,
        timestamp: nil)
      appendBlame(victim, lock: lockName(row), stack.index, key, nanoseconds: nanoseconds, waits: 1)
    }
  }

  /// Adds what is only known at the end: lock waits without a culprit, and the exact processor time of threads.
  func closeAccounts() {
    for (victim, rest) in book.unresolved where rest > 0 {
      let key = SampleAggregator.LabelKey(processID: victim.processID, threadID: 0, threadName: -1, taskID: 0, taskName: -1, timestamp: nil)
      appendBlame(victim, lock: lockName(victim.lock), markerStack(.unknownHolder), key, nanoseconds: rest, waits: 0)
    }
    guard !book.accounts.isEmpty else { return }
    (trust.wall, trust.accounted, trust.closureError) = book.closure()
    for (thread, nanoseconds) in aggregator.scaleProcessorTime(to: book.accounts.mapValues(\.running)) {
      var key = SampleAggregator.LabelKey(
        processID: thread.processID, threadID: thread.threadID, threadName: threadNames.index(of: threadName(thread)), taskID: 0, taskName: -1,
        timestamp: nil)
      key.state = labelNames.index(of: ThreadState.user.rawValue)
      append(markerStack(.betweenSamples), key, SampleAggregator.Values(processor: nanoseconds))
    }
  }

  private func lockName(_ row: WaitRow) -> String { lockName(row.object) }
  /// A lock's address as text; the profile gets its name.
  func lockName(_ address: UInt64) -> String { WaitBook.text(address) }

  func markerStack(_ marker: LocationTable.Marker) -> UInt32 {
    let location = locations.index(of: marker)
    return withUnsafePointer(to: location) { aggregator.intern(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// The name of a thread, also of one that has just ended.
  func threadName(_ thread: ThreadKey) -> String {
    book.endedNames[thread] ?? process(thread.processID).threadName(thread.threadID)
  }
}
