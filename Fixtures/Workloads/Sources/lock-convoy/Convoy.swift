import FixtureSupport
import Synchronization

extension Lane.State {
  static var outside: Self { .init(1) }
  static var waitingForFirst: Self { .init(2) }
  static var waitingForSecond: Self { .init(3) }
  static var holdingFirst: Self { .init(4) }
  static var holdingSecond: Self { .init(5) }
  static var holdingBoth: Self { .init(6) }
}

extension Lane.Event {
  static var turn: Self { .init(0) }
}

/// Two locks and the four threads that want them: c waits for a, which waits for b.
final class Convoy: Sendable {
  let first = Mutex<UInt64>(1)
  let second = Mutex<UInt64>(1)
  /// Thread a.
  let owner = Lane()
  /// Thread b.
  let culprit = Lane()
  /// Threads c-1 and c-2.
  let victims = [Lane(), Lane()]
  /// The waits of a for the second lock.
  let ownerWaits = IntervalLog()
  /// The waits of c-1 and c-2 for the first lock.
  let victimWaits = [IntervalLog(), IntervalLog()]

  /// The life of one thread.
  func repeatedly(_ lane: Lane, pause: UInt64, _ turn: () -> Void) {
    lane.enter(.outside)
    while Fixture.isRunning {
      Fixture.sleep(pause)
      turn()
      lane.count(.turn)
    }
    lane.enter(.off)
  }

  /// The members of the truth.
  func truth() -> String {
    let ownerWaits = ownerWaits.all(andSince: owner.start(of: .waitingForSecond))
    let convoy = zip(victims, victimWaits).map { lane, log in
      overlap(log.all(andSince: lane.start(of: .waitingForFirst)), ownerWaits)
    }
    return Fixture.json([
      "firstLockNanoseconds": victims.time(.waitingForFirst), "secondLockNanoseconds": owner.time(.waitingForSecond),
      "convoyNanoseconds": convoy.reduce(0, +), "secondHoldNanoseconds": culprit.time(.holdingSecond),
      "ownerFirstLockNanoseconds": owner.time(.waitingForFirst), "holderSecondLockNanoseconds": culprit.time(.waitingForSecond),
      "ownerHoldNanoseconds": owner.time(.holdingBoth), "victimHoldNanoseconds": victims.time(.holdingFirst),
      "ownerTurns": owner.count(of: .turn), "culpritTurns": culprit.count(of: .turn), "victimTurns": victims.count(of: .turn),
      "wallNanoseconds": ([owner, culprit] + victims).lifetime, "lock": "Mutex",
      "chain": ["waitForFirst", "holdBothLocks", "holdSecondLock"], "threads": ["a", "b", "c-1", "c-2"],
    ])
  }
}
