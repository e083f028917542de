import Images
import Profiles

/// States of threads where the collector does not tell them: from /proc, coarser.
extension Recorder {
  /// Milliseconds between two looks.
  static let coarseInterval: Int32 = 20

  /// Begins to look at the threads, if the collector leaves that to us.
  func startCoarseStates() {
    guard options.target.recordsWaits, collector.name != .bpf else { return }
    let states = CoarseStates { [unowned self] processID, address in
      let process = process(processID)
      process.meet(address)
      if process.shouldLookAgain { readImagesAgain(process) }
      return process.space
    }
    states.start(processIDs: targetProcesses)
    coarseStates = states
  }

  /// Looks at the threads.
  func tickCoarseStates() { coarseStates?.tick(processIDs: targetProcesses) { add($0) } }

  /// Takes the accounts of all threads; they are begun anew when the recording goes on with another part.
  func endCoarseStates(isPart: Bool) {
    guard let states = coarseStates else { return }
    for row in states.stop() { add(row) }
    coarseStates = nil
    if isPart { startCoarseStates() }
  }

  private var targetProcesses: [Int32] {
    options.target.includesChildren ? processes.values.filter { !$0.hasEnded }.map(\.processID) : [options.target.processID]
  }

  private func add(_ row: CoarseRow) {
    let thread = ThreadKey(row.processID, row.threadID)
    var account = book.accounts[thread] ?? WaitBook.Account()
    account.wall += UInt64(max(0, row.nanoseconds))
    if row.kind == .cpu { account.running += UInt64(max(0, row.nanoseconds)) } else { account.waiting += UInt64(max(0, row.nanoseconds)) }
    book.accounts[thread] = account
    book.endedNames[thread] = row.threadName
    book.lastNames[row.threadID] = row.threadName
    guard row.kind != .cpu, row.nanoseconds > 0 else { return }
    let (stack, functions, waiter) = stack(of: row)
    let state = row.cause.map { WaitRules.state($0, functions: functions) } ?? .runqueue
    var key = SampleAggregator.LabelKey(
      processID: row.processID, threadID: row.threadID, threadName: threadNames.index(of: row.threadName), taskID: 0, taskName: -1, timestamp: nil)
    key.state = labelNames.index(of: state.rawValue)
    if state == .lock, let cause = row.cause { book.setLock(row.lockAddress, cause, functions: functions) }
    if state == .lock { key.lock = labelNames.index(of: lockName(row.lockAddress)) }
    append(stack, key, SampleAggregator.Values(wait: row.nanoseconds, waits: row.count))
    if state == .lock { blame(row, waiter: waiter, lock: key.lock) }
  }

  private func stack(of row: CoarseRow) -> (index: UInt32, functions: [String], waiter: String) {
    guard !row.stack.isEmpty else { return (markerStack(.notSeen), [], "[unknown]") }
    let process = process(row.processID)
    rawStack.removeAll(keepingCapacity: true)
    for address in row.stack { rawStack.append(process.location(address, isAsync: false, in: locations)) }
    if row.isTruncated { rawStack.append(RawStack.truncated) }
    let (functions, waiter) = describe(rawStack)
    return (rawStack.withUnsafeBufferPointer { aggregator.intern($0) }, functions, waiter)
  }

  /// Charges a lock wait to the thread that the lock named as its owner; what that one did meanwhile is not known.
  private func blame(_ row: CoarseRow, waiter: String, lock: Int32) {
    let owner = ThreadKey(row.processID, row.owner)
    var key = SampleAggregator.LabelKey(
      processID: row.processID, threadID: row.owner, threadName: row.owner == 0 ? -1 : threadNames.index(of: threadName(owner)), taskID: 0,
      taskName: -1, timestamp: nil)
    key.state = labelNames.index(of: ThreadState.lock.rawValue)
    key.lock = lock
    key.victim = labelNames.index(of: "\(waiter) in \(row.threadName)")
    append(markerStack(.unknownHolder), key, SampleAggregator.Values(blame: row.nanoseconds, waits: row.count))
  }
}
