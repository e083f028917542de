import FixtureSupport

/// Thread a: keeps the first lock while it waits for the second.
@inline(never)
func holdBothLocks(_ convoy: Convoy) {
  let lane = convoy.owner
  lane.enter(.waitingForFirst)
  convoy.first.withLock { first in
    lane.enter(.waitingForSecond)
    let start = lane.start(of: .waitingForSecond)!
    convoy.second.withLock { second in
      let waited = lane.enter(.holdingBoth)
      convoy.ownerWaits.append(start..<start + waited)
      first ^= useBothLocks(second)
    }
    lane.enter(.outside)
  }
}

@inline(never)
func useBothLocks(_ seed: UInt64) -> UInt64 { spin(20_000) ^ seed }

/// Thread b: the end of the chain, the culprit.
@inline(never)
func holdSecondLock(_ convoy: Convoy) {
  let lane = convoy.culprit
  lane.enter(.waitingForSecond)
  convoy.second.withLock { second in
    lane.enter(.holdingSecond)
    second ^= spin(2_000_000)
    lane.enter(.outside)
  }
}

/// Threads c: wait for a, which waits for b: the victims.
@inline(never)
func waitForFirst(_ convoy: Convoy, _ number: Int) {
  let lane = convoy.victims[number]
  lane.enter(.waitingForFirst)
  let start = lane.start(of: .waitingForFirst)!
  convoy.first.withLock { first in
    let waited = lane.enter(.holdingFirst)
    convoy.victimWaits[number].append(start..<start + waited)
    first ^= useFirstLock(first)
    lane.enter(.outside)
  }
}

@inline(never)
func useFirstLock(_ seed: UInt64) -> UInt64 { spin(10_000) ^ seed }
