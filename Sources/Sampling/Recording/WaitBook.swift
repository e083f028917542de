import Images
import Profiles

/// What the numbers in waits stand for, and how the accounts of threads stand.
struct WaitBook {
  /// A stack, by the id that the collector gave it.
  struct Stack {
    /// Index in the aggregator.
    var index: UInt32
    /// Names of its functions as in the symbol table, leaf first; the kernel's left out.
    var functions: [String]
    /// The function that waits, as a person would name it.
    var waiter: String
  }

  /// How much of a thread's time is known.
  struct Account {
    var wall: UInt64 = 0
    var running: UInt64 = 0
    var waiting: UInt64 = 0
  }

  /// A lock wait of which part or all may have no culprit yet.
  struct Victim: Hashable {
    var processID: Int32
    var threadID: Int32
    var stack: UInt64
    var lock: UInt64
  }

  var stacks: [UInt64: Stack] = [:]
  private var states: [StateKey: ThreadState] = [:]
  /// Indices of task names by the collector's numbers.
  var tasks: [UInt64: Int32] = [:]
  /// Types of actors, by process and address.
  private var executorTypes: [ExecutorKey: UInt64] = [:]
  private var typeNames: [ExecutorKey: String] = [:]
  /// What kind of lock is at an address, as the first who waited for it showed.
  private var lockKinds: [String: String] = [:]
  var accounts: [ThreadKey: Account] = [:]
  /// Hand-overs of locks in this part of the recording, and in all of it until the last part ended; by address as text.
  private(set) var handOvers: [String: LockHandOvers] = [:]
  private var handOversBefore: [String: LockHandOvers] = [:]
  /// What was counted of living threads when the last part ended.
  private var before: [ThreadKey: ThreadAccount] = [:]
  /// Lock waits less what was charged to somebody, nanoseconds.
  var unresolved: [Victim: Int64] = [:]
  /// Names of threads that have ended since waits were last taken.
  var endedNames: [ThreadKey: String] = [:]
  /// The last name of every thread whose account was closed, by its id.
  var lastNames: [Int32: String] = [:]

  private struct StateKey: Hashable {
    var stack: UInt64
    var cause: WaitCause
  }

  private struct ExecutorKey: Hashable {
    var processID: Int32
    var address: UInt64
  }

  /// The state of a thread with this stack and cause.
  mutating func state(_ id: UInt64, _ cause: WaitCause) -> ThreadState {
    let key = StateKey(stack: id, cause: cause)
    if let known = states[key] { return known }
    let state = WaitRules.state(cause, functions: stacks[id]?.functions ?? [])
    // Without its stack it may be told of later.
    if stacks[id] != nil { states[key] = state }
    return state
  }

  /// Takes note of what a thread with this stack and cause waits for.
  mutating func setLock(_ address: UInt64, _ cause: WaitCause, functions: [String]) {
    let address = Self.text(address)
    if lockKinds[address] == nil { lockKinds[address] = LockKind.name(cause, functions: functions) }
  }

  /// `Mutex 0x55c2…`, from the text of its address.
  func lockName(_ address: String) -> String { "\(lockKinds[address] ?? "lock") \(address)" }

  /// The text of an address.
  static func text(_ address: UInt64) -> String { "0x\(String(address, radix: 16))" }

  mutating func setExecutor(_ address: UInt64, type: UInt64, processID: Int32) {
    executorTypes[ExecutorKey(processID: processID, address: address)] = type
  }

  /// `Account 0x7f12…`, from the actor's type.
  mutating func executorName(_ address: UInt64, processID: Int32) -> String {
    if address == ActorType.mainExecutor { return "MainActor" }
    let hexadecimal = "0x" + String(address, radix: 16)
    guard let type = executorTypes[ExecutorKey(processID: processID, address: address)] else { return "executor \(hexadecimal)" }
    let key = ExecutorKey(processID: processID, address: type)
    let name = typeNames[key] ?? ActorType.name(ofType: type, ProcessMemory(processID: processID)) ?? "executor"
    typeNames[key] = name
    // What the main actor runs on; there is one of it.
    if name.hasSuffix("MainExecutor") { return "MainActor" }
    return "\(name) \(hexadecimal)"
  }

  /// Adds the account of a thread that has ended, or of a living one up to now.
  mutating func add(_ account: ThreadAccount, isPart: Bool) {
    let key = ThreadKey(account.processID, account.threadID)
    let earlier = before.removeValue(forKey: key)
    // Another thread may have the number now.
    let known = earlier.flatMap { $0.first == account.first ? $0 : nil }
    accounts[key, default: Account()].wall &+= account.last - min(account.last, known?.last ?? account.first)
    accounts[key, default: Account()].running &+= account.running - min(account.running, known?.running ?? 0)
    if isPart { before[key] = account }
  }

  /// The largest difference between the sum of a thread's states and its wall time, in millionths; and both sums over all threads.
  func closure() -> (wall: Int64, accounted: Int64, error: Int64) {
    var wall: UInt64 = 0
    var accounted: UInt64 = 0
    var worst = 0.0
    for account in accounts.values {
      let sum = account.running &+ account.waiting
      wall &+= account.wall
      accounted &+= sum
      guard account.wall >= Self.shortest else { continue }
      worst = max(worst, abs(Double(sum) - Double(account.wall)) / Double(account.wall))
    }
    return (Int64(clamping: wall), Int64(clamping: accounted), Int64((worst * 1e6).rounded()))
  }

  /// Shorter threads are left out of the largest difference, nanoseconds.
  private static let shortest: UInt64 = 100_000_000

  /// Takes note of hand-overs counted since the recording began.
  mutating func add(_ locks: [LockHandOvers]) {
    for lock in locks { handOvers[Self.text(lock.address)] = lock }
  }

  /// Locks that were handed over in this part of the recording while others waited, by name. A futex that is no lock has no kind and is left out.
  var locks: [LockService] {
    handOvers.compactMap { address, lock in
      let before = handOversBefore[address]
      let count = lock.count &- (before?.count ?? 0)
      guard lockKinds[address] != nil, count > 0, count < 1 << 62 else { return nil }
      return LockService(name: lockName(address), handOvers: Int64(count), held: Int64(clamping: lock.held &- (before?.held ?? 0)))
    }.sorted { $0.name < $1.name }
  }

  /// Begins the next part of a recording.
  mutating func removeSums() {
    handOversBefore = handOvers
    accounts = [:]
    unresolved = [:]
    endedNames = [:]
  }
}
