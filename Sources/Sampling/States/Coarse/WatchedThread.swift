import Glibc
import Images

/// A thread whose time is taken account of.
struct WatchedThread {
  private let files: ThreadFiles
  private var ledger: ThreadLedger<CoarseWait>
  private var name: String
  private var nameTime: UInt64
  /// What it waits for, and how often it had got a processor when it was found waiting; nil while it runs.
  private var current: (wait: CoarseWait, runs: UInt64)?
  private var hasBeenSeenWaiting = false
  /// How often it had given up its processor by itself, when that was first and last looked at.
  private let firstSwitches: UInt64?
  private var lastSwitches: UInt64?

  /// Begins to watch a thread; nil when it has ended.
  ///
  /// - Parameter knownSince: A time at which the thread was not there yet, CLOCK_MONOTONIC: its whole life is taken account of. nil when it may
  ///   have been there before.
  init?(processID: Int32, threadID: Int32, notBefore knownSince: UInt64?) {
    files = ThreadFiles(processID: processID, threadID: threadID)
    let now = Clock.monotonic
    guard let statistics = files.readStatistics(), let state = files.readState(), !state.hasEnded else {
      files.close()
      return nil
    }
    var start = ThreadLedger<CoarseWait>.Moment(time: now, ran: statistics.ran, queued: statistics.queued)
    // The kernel tells the start to a hundredth of a second, rounded down.
    if let knownSince, state.startTime &+ 10_000_000 >= Clock.sinceBoot(knownSince) {
      let born = max(knownSince, Clock.monotonic(sinceBoot: state.startTime))
      start = ThreadLedger.Moment(time: min(born, now &- min(now, statistics.ran &+ statistics.queued)), ran: 0, queued: 0)
      firstSwitches = 0
    } else {
      firstSwitches = files.readVoluntarySwitches()
    }
    ledger = ThreadLedger(start)
    name = files.readName()
    nameTime = now
  }

  func close() { files.close() }

  /// Looks what the thread does now; false when it has ended.
  mutating func look(_ stack: inout BlockedStack, _ addressSpace: (Int32, UInt64) -> AddressSpace?) -> Bool {
    let time = Clock.monotonic
    guard let statistics = files.readStatistics() else { return false }
    let moment = ThreadLedger<CoarseWait>.Moment(time: time, ran: statistics.ran, queued: statistics.queued)
    // After an exec the process's number belongs to the thread that called it, whatever its number was.
    let ran = Int64(bitPattern: statistics.ran &- ledger.last.ran)
    guard ran >= 0, ran < Int64(time &- ledger.last.time) + 1_000_000_000 else { return false }
    if time &- nameTime > Self.nameLifetime { readName(time) }
    // Who has not got a processor since he was found waiting waits still.
    if let current, current.runs == statistics.runs {
      ledger.observe(moment, current.wait, isNew: false)
      return true
    }
    switch files.look() {
    case .running: current = nil
    case .waits(let place):
      guard let wait = examine(place, &stack, addressSpace) else { return false }
      current = (wait, statistics.runs)
    case .refused:
      guard let state = files.readState(), !state.hasEnded else { return false }
      current = state.letter == "R" ? nil : (CoarseWait(cause: .unseen), statistics.runs)
    }
    ledger.observe(moment, current?.wait, isNew: true)
    hasBeenSeenWaiting = hasBeenSeenWaiting || current != nil
    // Of a thread that was always found running only this tells whether it has waited.
    if !hasBeenSeenWaiting { lastSwitches = files.readVoluntarySwitches() ?? lastSwitches }
    return true
  }

  /// Its account up to the last look.
  func rows() -> [CoarseRow] {
    let account = ledger.close(hasWaited: hasBeenSeenWaiting || firstSwitches != lastSwitches)
    func row(_ kind: CoarseRow.Kind, _ nanoseconds: Int64, _ wait: CoarseWait? = nil, count: Int64 = 0) -> CoarseRow {
      CoarseRow(
        processID: files.processID, threadID: files.threadID, threadName: name, kind: kind, wait: wait, nanoseconds: nanoseconds, count: count)
    }
    var rows: [CoarseRow] = []
    if account.ran != 0 { rows.append(row(.cpu, account.ran)) }
    if account.queued != 0 { rows.append(row(.runqueue, account.queued)) }
    for (wait, span) in account.waits where span.nanoseconds > 0 { rows.append(row(.blocked, span.nanoseconds, wait, count: span.count)) }
    if account.unseen > 0 { rows.append(row(.blocked, account.unseen, CoarseWait(cause: .unseen))) }
    return rows
  }

  private static let nameLifetime: UInt64 = 1_000_000_000

  private mutating func readName(_ time: UInt64) {
    let now = files.readName()
    if !now.isEmpty { name = now }
    nameTime = time
  }

  /// What a wait that was not seen before is for, with its stack; nil when the thread has ended meanwhile.
  private func examine(
    _ place: BlockedThread, _ stack: inout BlockedStack, _ addressSpace: (Int32, UInt64) -> AddressSpace?
  ) -> CoarseWait? {
    // From here to the second look is the time in which the thread may go on, and then nothing of it is to be believed.
    stack.copy(place, processID: files.processID)
    let owner = place.hasOwner ? owner(of: place.futexAddress) : 0
    let isStillThere = files.look() == .waits(place)
    guard let state = files.readState(), !state.hasEnded else { return nil }
    let isStopped = state.letter == "T" || state.letter == "t"
    let cause =
      isStopped
      ? .stopped
      : WaitCause(
        systemCall: place.systemCall, operation: place.futexOperation, isUninterruptible: state.letter == "D")
    var wait = CoarseWait(cause: cause, lockAddress: isStopped ? 0 : place.futexAddress)
    stack.setLeaf(place)
    if isStillThere {
      wait.owner = owner
      if let space = addressSpace(files.processID, place.programCounter) {
        stack.walk(place, in: space) { files.look() == .waits(place) }
      }
    }
    wait.stack = stack.addresses
    wait.isTruncated = stack.isTruncated
    return wait
  }

  /// The low 30 bits of the word are the owner's number (FUTEX_TID_MASK).
  private func owner(of address: UInt64) -> Int32 {
    guard let bytes = ProcessMemory(processID: files.processID).bytes(at: address, count: 4) else { return 0 }
    return Int32(bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } & 0x3fff_ffff)
  }
}
