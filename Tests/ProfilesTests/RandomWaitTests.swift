import Testing

@testable import Profiles

/// The tables of waits of random profiles against sums made the plain way, sample by sample.
@Suite struct RandomWaitTests {
  private func sum(_ profile: Profile, _ type: ValueType, _ isIncluded: (Int) -> Bool = { _ in true }) -> Int64 {
    guard let index = profile.sampleTypes.firstIndex(of: type) else { return 0 }
    return (0..<profile.samples.count).reduce(0) { isIncluded(Int(profile.samples.labels[$1])) ? $0 &+ profile.samples.value(index, of: $1) : $0 }
  }

  @Test("States, locks and actors lose nothing and invent nothing", arguments: 0..<300)
  func sums(seed: UInt64) throws {
    let profile = RandomProfile.make(seed: seed)
    let labels = profile.labelSets
    func state(_ set: Int) -> String? { labels.text(Label.Key.state, in: set) }
    if let states = try StateTable(profile) {
      #expect(states.wall == sum(profile, .cpu) &+ sum(profile, .wait))
      #expect(states.byThread.reduce(0) { $1.states.reduce($0, &+) } == states.wall)
      let resting = sum(profile, .cpu) { ["idle", "sleep"].contains(state($0)) } &+ sum(profile, .wait) { ["idle", "sleep"].contains(state($0)) }
      #expect(states.awake == states.wall &- resting)
      #expect(try WaitTable.threads(WaitSource(profile)).total == sum(profile, .wait) { !["idle", "sleep"].contains(state($0)) })
    }
    let locks = LockTable(try WaitSource(profile))
    #expect(locks.wait == sum(profile, .wait) { state($0) == "lock" })
    #expect(locks.rows.reduce(0) { $1.culprits.reduce($0) { $0 &+ $1.value } } == sum(profile, .blame))
    for lock in locks.rows {
      #expect(lock.victims.reduce(0) { $0 &+ $1.value } == lock.wait)
      #expect(lock.holders.reduce(0) { $0 &+ $1.value } == lock.culprits.reduce(0) { $0 &+ $1.value })
    }
    let actors = ActorTable(try WaitSource(profile))
    #expect(actors.queue == sum(profile, .queue) { state($0) == "actor" })
    for actor in actors.rows {
      #expect(actor.holders.reduce(0) { $0 &+ $1.value } == actor.busy)
      #expect(actor.victims.reduce(0) { $0 &+ $1.value } == actor.queue)
    }
  }
}
