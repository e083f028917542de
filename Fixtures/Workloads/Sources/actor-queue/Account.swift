import FixtureSupport

/// The actor that all clients want.
actor Account {
  private var balance: UInt64 = 1
  private let hold: UInt64

  init(hold: UInt64) { self.hold = hold }

  /// Takes one request; its first instruction ends the client's wait.
  @inline(never)
  func deposit(_ lane: Lane) {
    let waited = lane.enter(.holding)
    lane.count(.request)
    if waited > 5_000 { lane.count(.contended) }
    let start = Fixture.threadTime()
    balance ^= holdActor(hold)
    lane.count(.holdCpu, Fixture.threadTime() - start)
    lane.enter(.returning)
  }
}

/// Keeps the actor: the culprit. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func holdActor(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }
