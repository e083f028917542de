import Foundation
import Profiles

/// Waits against the fixtures' own clocks, and whether victim and culprit are named.
enum StatesPart {
  static let bar = 0.03
  /// How much of the time must carry the right name: nearly all of the victim's, most of what is done while the lock or the actor is held (the
  /// fixtures read clocks and count there too).
  static let victimBar = 0.95
  static let culpritBar = 0.5

  static func run(_ table: inout Table) throws {
    for settings in [
      ["locked"], ["locked", "--threads", "8", "--hold-us", "50", "--outside-us", "400"], ["locked", "--hold-us", "1000", "--outside-us", "500"],
      ["pthread-mutex"],
    ] { try lock(settings, &table) }
    try actor(["actor-queue"], &table)
    try actor(["actor-queue", "--clients", "3", "--hold-us", "500", "--outside-us", "1000"], &table)
    try pool(&table)
    try runQueue(&table)
  }

  /// `lock`, the run queue after the wake, and CPU time on the way in: all in the victim but not in the holder and not in the unlocking.
  private static func lock(_ words: [String], _ table: inout Table) throws {
    let isC = words[0] == "pthread-mutex"
    let (victim, culprit) = isC ? ("critical_section", "hold_lock") : ("criticalSection", "holdLock")
    let (account, truth) = try record(words)
    let isWait: (WaitAccount.Row) -> Bool = {
      $0.has(victim) && !$0.has(culprit) && !$0.stack.contains { $0.lowercased().contains("unlock") || $0.contains("threadTime") }
    }
    let peer =
      words.count == 1
      ? try SchedulerPeer.offCPU(words[0], function: victim, except: "unlock", truth: "lockAcquisitionNanoseconds") : ""
    compare("lock acquisition", words, account, ["cpu", "wait"], truth: truth("lockAcquisitionNanoseconds"), isWait, peer: peer, &table)
    let lockTime = account.total(["wait"]) { $0.state == "lock" && $0.has(victim) }
    let blamed = account.total(["blame"]) { $0.label(Label.Key.victim)?.contains(victim) == true && $0.has(victim) }
    named("victim named, blame of all lock time", words, blamed / lockTime, bar: victimBar, &table)
    let locks = lockLabels(account, victim)
    named(
      "culprit named, \(culprit) in CPU time under the lock", words,
      account.share("cpu", of: { $0.label(Label.Key.lock).map(locks.contains) == true }, with: { $0.has(culprit) }), bar: culpritBar, &table)
  }

  /// The locks that victims wait for.
  private static func lockLabels(_ account: WaitAccount, _ victim: String) -> Set<String> {
    var labels: Set<String> = []
    _ = account.total(["wait"]) { row in
      if row.state == "lock", row.has(victim), let lock = row.label(Label.Key.lock) { labels.insert(lock) }
      return false
    }
    return labels
  }

  /// `actor` and `pool` with the actor as executor: the task's way to the actor's method, not the way back.
  private static func actor(_ words: [String], _ table: inout Table) throws {
    let (account, truth) = try record(words)
    let isAccount: (WaitAccount.Row) -> Bool = { $0.label(Label.Key.executor)?.hasPrefix("Account ") == true }
    let isVictim: (WaitAccount.Row) -> Bool = {
      $0.stack.first?.hasPrefix("requestDeposit") == true && ($0.state == "actor" || $0.state == "pool")
    }
    compare(
      "actor acquisition", words, account, ["queue"], truth: truth("actorAcquisitionNanoseconds"), { isVictim($0) && isAccount($0) }, &table)
    named(
      "victim named, requestDeposit in the queue of Account", words,
      account.share("queue", of: { isAccount($0) && $0.state == "actor" }, with: { $0.stack.first?.hasPrefix("requestDeposit") == true }),
      bar: victimBar, &table)
    named(
      "culprit named, holdActor in CPU time on Account", words, account.share("cpu", of: isAccount, with: { $0.has("holdActor") }), bar: culpritBar,
      &table)
  }

  private static func pool(_ table: inout Table) throws {
    let words = ["pool-exhausted"]
    let (account, truth) = try record(words)
    let isQuick: (WaitAccount.Row) -> Bool = { $0.has("quick(") && $0.state == "pool" }
    // `Task.yield` waits twice: for a job that resumes its continuation, and for its own.
    let all = account.total(["queue"]) { $0.has("quick(") } / truth("poolWaitNanoseconds") - 1
    compare(
      "pool wait", words, account, ["queue"], truth: truth("poolWaitNanoseconds"), isQuick, peer: "in any state: \(all.percent) from the truth",
      &table)
    let culprit = account.share("wait", of: { $0.state == "sleep" }, with: { $0.has("blockPoolThread") || $0.has("blockAgainAndAgain") })
    named("culprit named, blocking calls in the sleep of pool threads", words, culprit, bar: culpritBar, &table)
  }

  private static func runQueue(_ table: inout Table) throws {
    let words = ["run-queue"]
    let peer = try SchedulerPeer.run("run-queue", thread: "spinner-", truth: "runQueueNanoseconds")
    let (account, truth) = try record(words)
    let isSpinner: (WaitAccount.Row) -> Bool = { $0.state == "runqueue" && $0.label(Label.Key.thread)?.hasPrefix("spinner-") == true }
    compare("run-queue wait", words, account, ["wait"], truth: truth("runQueueNanoseconds"), isSpinner, peer: peer, &table)
  }

  private static func record(_ words: [String]) throws -> (WaitAccount, (String) -> Double) {
    let result = try Recording.launch(words + ["--seconds", "20"], frequency: 997)
    guard !result.truth.isEmpty else { throw BenchError("\(words[0]) printed no truth") }
    return (WaitAccount(result.profile), { (result.truth[$0] as? NSNumber)?.doubleValue ?? .nan })
  }

  private static func compare(
    _ what: String, _ words: [String], _ account: WaitAccount, _ types: [String], truth: Double, _ isWanted: (WaitAccount.Row) -> Bool,
    peer: String = "", _ table: inout Table
  ) {
    let error = account.total(types, where: isWanted) / truth - 1
    table.add(
      "\(what), \(words.joined(separator: " "))", bar: "within \(bar.percent) of \((truth / 1e6).rounded(decimals: 0)) ms",
      measured: "\(error > 0 ? "+" : "")\(error.percent): \(account.states(types, where: isWanted))", isMet: abs(error) <= bar, peer: peer)
  }

  private static func named(_ what: String, _ words: [String], _ share: Double, bar: Double, _ table: inout Table) {
    table.add(
      "\(what), \(words.joined(separator: " "))", bar: "≥ \(bar.percent)", measured: share.isNaN ? "no such samples" : share.percent,
      isMet: share >= bar)
  }
}
