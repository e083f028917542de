import FixtureSupport

// Ordinary nonisolated functions: they hop to the shared pool first and then run in suspend-resume funclets.

@concurrent @inline(never)
nonisolated func request(_ rounds: Int) async -> UInt64 {
  let value = await handle(rounds)
  return value &+ 1
}

@concurrent @inline(never)
nonisolated func handle(_ rounds: Int) async -> UInt64 {
  let value = await query(rounds)
  return value ^ 2
}

@concurrent @inline(never)
nonisolated func query(_ rounds: Int) async -> UInt64 {
  var value = await fetch(rounds)
  value ^= await fetch(rounds)
  return value
}

@concurrent @inline(never)
nonisolated func fetch(_ rounds: Int) async -> UInt64 {
  // A real suspension: the callers live only in the chain of contexts afterwards.
  await Task.yield()
  let value = await decode(rounds)
  return value &* 3
}

@concurrent @inline(never)
nonisolated func decode(_ rounds: Int) async -> UInt64 {
  let value = leaf(rounds, 5)
  return value &+ 4
}

@inline(never)
func leaf(_ rounds: Int, _ seed: UInt64) -> UInt64 { churn(rounds, seed) }
