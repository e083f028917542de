import FixtureSupport

/// Steps of work in one leaf: some tens of microseconds.
let rounds = 20_000

Fixture.begin(defaultSeconds: 10)
Fixture.ready()
let calls = await withTaskGroup(of: (isNonsending: Bool, calls: Int, value: UInt64).self) { group in
  for number in 0..<2 {
    group.addTask(name: "chain-\(number)") {
      var calls = 0
      var value: UInt64 = 0
      while Fixture.isRunning {
        value ^= await request(rounds)
        calls += 1
      }
      return (false, calls, value)
    }
    group.addTask(name: "nonsending-\(number)") {
      var calls = 0
      var value: UInt64 = 0
      while Fixture.isRunning {
        value ^= await requestNonsending(rounds)
        calls += 1
      }
      return (true, calls, value)
    }
  }
  var calls = [0, 0]
  for await result in group { calls[result.isNonsending ? 1 : 0] += result.calls + (result.value == 1 ? 0 : 0) }
  return calls
}
Fixture.truth(
  "\"requests\": \(calls[0]), \"nonsendingRequests\": \(calls[1]), \"cpuNanoseconds\": \(Fixture.processTime()), "
    + "\"chain\": [\"leaf\", \"decode\", \"fetch\", \"query\", \"handle\", \"request\"], "
    + "\"tasks\": [\"chain-0\", \"chain-1\", \"nonsending-0\", \"nonsending-1\"]")
