import FixtureSupport

let loop = ClosedLoop(defaultClients: 1)
let size = max(2, Int(Fixture.number("--size") ?? 1_000))
loop.runThreads(truth: { truth($0, size) }) { _, lane in serve(lane, size) }
