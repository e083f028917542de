import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let hold = Fixture.microseconds("--hold-us", default: 1_000)
  let rest = Fixture.microseconds("--rest-us", default: 9_000)
}

extension Lane.State {
  static var resting: Self { .init(1) }
  static var waiting: Self { .init(2) }
  static var holding: Self { .init(3) }
  /// From the end of the actor's method until the client runs again: a wait for the pool, not for the actor.
  static var returning: Self { .init(4) }
}

extension Lane.Event {
  /// CPU nanoseconds of `holdActor`, counted when it ends.
  static var holdCpu: Self { .init(1) }
}

/// The actor that all clients want.
actor Ledger {
  private var balance: UInt64 = 1
  private let hold: UInt64

  init(hold: UInt64) { self.hold = hold }

  /// Takes one entry; its first instruction ends the client's wait.
  @inline(never)
  func post(_ lane: Lane) {
    lane.enter(.holding)
    let start = Fixture.threadTime()
    balance ^= holdActor(hold)
    lane.count(.holdCpu, Fixture.threadTime() - start)
    lane.enter(.returning)
  }
}

/// Keeps the actor: the culprit. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func holdActor(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// The life of one client.
@concurrent @inline(never)
func serve(_ number: Int, _ lane: Lane, _ ledger: Ledger, _ settings: Settings) async {
  var random = Generator.fresh(UInt64(number))
  lane.enter(.resting)
  while Fixture.isRunning {
    await restQuietly(random.exponential(settings.rest))
    await requestPost(ledger, lane)
    lane.complete()
  }
  lane.enter(.off)
}

@concurrent @inline(never)
func restQuietly(_ nanoseconds: UInt64) async { try? await Task.sleep(nanoseconds: nanoseconds) }

/// Waits for the actor: the victim.
@concurrent @inline(never)
func requestPost(_ ledger: Ledger, _ lane: Lane) async {
  lane.enter(.waiting)
  await ledger.post(lane)
  lane.enter(.resting)
}

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane]) -> String {
  let holdCpu = lanes.count(of: .holdCpu)
  let unhindered = lanes.time(.resting) + lanes.time(.returning) + holdCpu
  return Fixture.json([
    "actorAcquisitionNanoseconds": lanes.time(.waiting), "holdNanoseconds": lanes.time(.holding), "holdCpuNanoseconds": holdCpu,
    "returnNanoseconds": lanes.time(.returning), "restNanoseconds": lanes.time(.resting),
    "actor": "Ledger", "victim": "requestPost", "culprit": "holdActor", "class": "contention",
  ]) + ", " + Fixture.ceiling(service: lanes.perRequest(holdCpu), cycle: lanes.perRequest(unhindered))
}
