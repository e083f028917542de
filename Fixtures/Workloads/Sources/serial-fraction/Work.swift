import FixtureSupport
import Synchronization

/// What the command line asks for.
struct Settings: Sendable {
  let serial = Fixture.microseconds("--serial-us", default: 2_000)
  let rest = Fixture.microseconds("--rest-us", default: 18_000)
}

extension Lane.State {
  static var resting: Self { .init(1) }
  static var waiting: Self { .init(2) }
  static var holding: Self { .init(3) }
}

extension Lane.Event {
  /// CPU nanoseconds of `holdLock`, counted when it ends.
  static var holdCpu: Self { .init(1) }
}

/// The lock that all threads want.
let shared = Mutex<UInt64>(1)

/// The life of one thread.
func serve(_ number: Int, _ lane: Lane, _ settings: Settings) {
  var random = Generator.fresh(UInt64(number))
  var value: UInt64 = 0
  lane.enter(.resting)
  while Fixture.isRunning {
    value ^= restQuietly(random.exponential(settings.rest))
    criticalSection(lane, settings)
    lane.complete()
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }
}

/// Sleeps, so that the lock runs out long before the processors do. The work after the call keeps it from becoming a jump.
@inline(never)
func restQuietly(_ nanoseconds: UInt64) -> UInt64 {
  Fixture.sleep(nanoseconds)
  return nanoseconds | 2
}

/// Waits for the lock: the victim.
@inline(never)
func criticalSection(_ lane: Lane, _ settings: Settings) {
  lane.enter(.waiting)
  shared.withLock { value in
    lane.enter(.holding)
    let start = Fixture.threadTime()
    value ^= holdLock(settings.serial)
    lane.count(.holdCpu, Fixture.threadTime() - start)
    // Inside, so that the unlocking, which may wake somebody, is no part of the hold.
    lane.enter(.resting)
  }
}

/// Keeps the lock: the culprit. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func holdLock(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane]) -> String {
  let holdCpu = lanes.count(of: .holdCpu)
  let expected = Fixture.ceiling(service: lanes.perRequest(holdCpu), cycle: lanes.perRequest(lanes.time(.resting) + holdCpu))
  return Fixture.json([
    "lockAcquisitionNanoseconds": lanes.time(.waiting), "holdNanoseconds": lanes.time(.holding), "holdCpuNanoseconds": holdCpu,
    "restNanoseconds": lanes.time(.resting), "lock": "Mutex", "victim": "criticalSection", "culprit": "holdLock", "class": "contention",
  ]) + ", " + expected
}
