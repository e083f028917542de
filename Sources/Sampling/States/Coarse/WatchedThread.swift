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
  init?(processID: Int32, threadID: Int32, notBefore knownSince: UInt64?, keepsFilesOpen: Bool) {
    files = ThreadFiles(processID: processID, threadID: threadID, keepsOpen: keepsFilesOpen)
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

  /// What a look has found.
  enum Finding {
    case ended
    /// All is booked.
    case known
    /// It waits for something that `examine` has to find out.
    case new(Glance)
  }

  /// A wait as it was found, with what had to be copied at once.
  struct Glance {
    var place: BlockedThread
    var moment: ThreadLedger<CoarseWait>.Moment
    var runs: UInt64
    var copy: BlockedStack.Copy
    var owner: Int32
    /// It waited in the same place when all was copied.
    var isWhole: Bool
  }

  /// Looks what the thread does now, as fast as can be: who looks keeps others from running.
  mutating func look(_ stack: inout BlockedStack) -> Finding {
    let time = Clock.monotonic
    guard let statistics = files.readStatistics() else { return .ended }
    let moment = ThreadLedger<CoarseWait>.Moment(time: time, ran: statistics.ran, queued: statistics.queued)
    // After an exec the process's number belongs to the thread that called it, whatever its number was.
    let ran = Int64(bitPattern: statistics.ran &- ledger.last.ran)
    guard ran >= 0, ran < Int64(time &- ledger.last.time) + 1_000_000_000 else { return .ended }
    // Who has not got a processor since he was found waiting waits still.
    if let current, current.runs == statistics.runs {
      ledger.observe(moment, current.wait, isNew: false)
      return .known
    }
    switch files.look() {
    case .running:
      book(moment, nil, runs: statistics.runs)
      // Of a thread that was always found running only this tells whether it has waited.
      if !hasBeenSeenWaiting { lastSwitches = files.readVoluntarySwitches() ?? lastSwitches }
      return .known
    case .waits(let place):
      let copy = stack.copy(place, processID: files.processID)
      let owner = place.hasOwner ? owner(of: place.futexAddress) : 0
      return .new(
        Glance(place: place, moment: moment, runs: statistics.runs, copy: copy, owner: owner, isWhole: files.look() == .waits(place)))
    case .refused:
      guard let state = files.readState(), !state.hasEnded else { return .ended }
      book(moment, state.letter == "R" ? nil : CoarseWait(cause: .unseen), runs: statistics.runs)
      return .known
    }
  }

  /// Finds out what a wait is for, with its stack; false when the thread has ended meanwhile.
  mutating func examine(
    _ glance: Glance, _ stack: inout BlockedStack, _ addressSpace: (Int32, UInt64) -> AddressSpace?
  ) -> Bool {
    guard let state = files.readState(), !state.hasEnded else { return false }
    if glance.moment.time &- nameTime > Self.nameLifetime { readName(glance.moment.time) }
    let place = glance.place
    let isStopped = state.letter == "T" || state.letter == "t"
    let cause =
      isStopped
      ? .stopped
      : WaitCause(systemCall: place.systemCall, operation: place.futexOperation, isUninterruptible: state.letter == "D")
    var wait = CoarseWait(cause: cause, lockAddress: isStopped ? 0 : place.futexAddress)
    stack.setLeaf(place)
    // Of a thread that went on meanwhile nothing is to be believed but where it was.
    if glance.isWhole {
      wait.owner = glance.owner
      if let space = addressSpace(files.processID, place.programCounter) {
        stack.walk(place, glance.copy, in: space) { files.look() == .waits(place) }
      }
    }
    wait.stack = stack.addresses
    wait.isTruncated = stack.isTruncated
    book(glance.moment, wait, runs: glance.runs)
    return true
  }

  private mutating func book(_ moment: ThreadLedger<CoarseWait>.Moment, _ wait: CoarseWait?, runs: UInt64) {
    current = wait.map { ($0, runs) }
    hasBeenSeenWaiting = hasBeenSeenWaiting || wait != nil
    ledger.observe(moment, wait, isNew: true)
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

  /// The low 30 bits of the word are the owner's number (FUTEX_TID_MASK).
  private func owner(of address: UInt64) -> Int32 {
    guard let bytes = ProcessMemory(processID: files.processID).bytes(at: address, count: 4) else { return 0 }
    return Int32(bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } & 0x3fff_ffff)
  }
}
