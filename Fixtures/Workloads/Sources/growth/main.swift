import FixtureSupport

let loop = ClosedLoop(defaultClients: 1)
let size = max(2, Int(Fixture.number("--size") ?? 1_000))
let report: @Sendable ([Lane]) -> String = { truth($0, size) }
loop.runThreads(truth: report) { _, lane in serve(lane, size) }
