import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let clients = Int(Fixture.number("--clients") ?? 6)
  let hold = Fixture.microseconds("--hold-us", default: 100)
  let outside = Fixture.microseconds("--outside-us", default: 200)
  /// Sleeping leaves the pool to the actor; with spinning the tasks wait for threads of the pool too.
  let spinsOutside = Fixture.text("--outside") == "spin"
}

extension Lane.State {
  static var outside: Self { .init(1) }
  static var waiting: Self { .init(2) }
  static var holding: Self { .init(3) }
  /// From the end of the actor's method until the client runs again: a wait for the pool, not for the actor.
  static var returning: Self { .init(4) }
}

extension Lane.Event {
  static var request: Self { .init(0) }
  static var contended: Self { .init(1) }
  /// CPU nanoseconds of `holdActor`, counted when it ends.
  static var holdCpu: Self { .init(2) }
}

/// The life of one client.
@concurrent
func useAccount(_ account: Account, _ lane: Lane, _ settings: Settings) async {
  lane.enter(.outside)
  var value: UInt64 = 0
  while Fixture.isRunning {
    value ^= await workOutside(settings)
    await requestDeposit(account, lane)
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }
}

@concurrent @inline(never)
func workOutside(_ settings: Settings) async -> UInt64 {
  if settings.spinsOutside { return spin(settings.outside) }
  try? await Task.sleep(nanoseconds: settings.outside)
  return 0
}

/// Waits for the actor: the victim.
@concurrent @inline(never)
func requestDeposit(_ account: Account, _ lane: Lane) async {
  lane.enter(.waiting)
  await account.deposit(lane)
  lane.enter(.outside)
}

/// The members of the truth.
func truth(_ lanes: [Lane]) -> String {
  Fixture.json([
    "requests": lanes.count(of: .request), "contendedAcquisitions": lanes.count(of: .contended),
    "actorAcquisitionNanoseconds": lanes.time(.waiting), "holdNanoseconds": lanes.time(.holding),
    "holdCpuNanoseconds": lanes.count(of: .holdCpu), "returnNanoseconds": lanes.time(.returning),
    "outsideNanoseconds": lanes.time(.outside), "wallNanoseconds": lanes.lifetime, "clients": lanes.count,
    "actor": "Account", "victim": "requestDeposit", "culprit": "holdActor",
  ])
}
