import FixtureSupport

// nonisolated(nonsending) functions stay on their caller's executor and run in their entry funclets.

@inline(never)
nonisolated(nonsending) func requestNonsending(_ rounds: Int) async -> UInt64 {
  let value = await handleNonsending(rounds)
  return value &+ 1
}

@inline(never)
nonisolated(nonsending) func handleNonsending(_ rounds: Int) async -> UInt64 {
  let value = await queryNonsending(rounds)
  return value ^ 2
}

@inline(never)
nonisolated(nonsending) func queryNonsending(_ rounds: Int) async -> UInt64 {
  var value = await fetchNonsending(rounds)
  value ^= await fetchNonsending(rounds)
  return value
}

@inline(never)
nonisolated(nonsending) func fetchNonsending(_ rounds: Int) async -> UInt64 {
  await Task.yield()
  let value = await decodeNonsending(rounds)
  return value &* 3
}

@inline(never)
nonisolated(nonsending) func decodeNonsending(_ rounds: Int) async -> UInt64 {
  let value = leafNonsending(rounds, 5)
  return value &+ 4
}

@inline(never)
func leafNonsending(_ rounds: Int, _ seed: UInt64) -> UInt64 { churn(rounds, seed) }
