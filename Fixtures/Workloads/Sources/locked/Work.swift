import FixtureSupport
import Synchronization

/// What the command line asks for.
struct Settings: Sendable {
  let threads = Int(Fixture.number("--threads") ?? 4)
  let hold = Fixture.microseconds("--hold-us", default: 200)
  let outside = Fixture.microseconds("--outside-us", default: 300)
  /// Sleeping leaves a small machine to the holder of the lock; with spinning the threads wait for processors too.
  let spinsOutside = Fixture.text("--outside") == "spin"
}

extension Lane.State {
  static var outside: Self { .init(1) }
  static var waiting: Self { .init(2) }
  static var holding: Self { .init(3) }
}

extension Lane.Event {
  static var request: Self { .init(0) }
  static var contended: Self { .init(1) }
  /// CPU nanoseconds of `holdLock`, counted when it ends.
  static var holdCpu: Self { .init(2) }
}

/// The lock that all threads want.
let shared = Mutex<UInt64>(1)
/// Keeps the work outside from being left out.
let sink = Atomic<UInt64>(0)

/// The life of one thread.
func work(_ lane: Lane, _ settings: Settings) {
  lane.enter(.outside)
  while Fixture.isRunning {
    workOutside(settings)
    criticalSection(lane, settings)
  }
  lane.enter(.off)
}

@inline(never)
func workOutside(_ settings: Settings) {
  if settings.spinsOutside { sink.store(spin(settings.outside), ordering: .relaxed) } else { Fixture.sleep(settings.outside) }
}

/// Waits for the lock: the victim.
@inline(never)
func criticalSection(_ lane: Lane, _ settings: Settings) {
  lane.enter(.waiting)
  shared.withLock { value in
    let waited = lane.enter(.holding)
    lane.count(.request)
    if waited > 5_000 { lane.count(.contended) }
    let start = Fixture.threadTime()
    value ^= holdLock(settings.hold)
    lane.count(.holdCpu, Fixture.threadTime() - start)
    // Inside, so that the unlocking, which may wake somebody, is no part of the hold.
    lane.enter(.outside)
  }
}

/// Keeps the lock: the culprit. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func holdLock(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// The members of the truth.
func truth(_ lanes: [Lane]) -> String {
  Fixture.json([
    "requests": lanes.count(of: .request), "contendedAcquisitions": lanes.count(of: .contended),
    "lockAcquisitionNanoseconds": lanes.time(.waiting), "holdNanoseconds": lanes.time(.holding),
    "holdCpuNanoseconds": lanes.count(of: .holdCpu), "outsideNanoseconds": lanes.time(.outside), "wallNanoseconds": lanes.lifetime,
    "threads": lanes.count, "lock": "Mutex", "victim": "criticalSection", "culprit": "holdLock",
  ])
}
