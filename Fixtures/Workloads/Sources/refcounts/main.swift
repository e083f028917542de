import FixtureSupport

// No more clients than processors: the truth is about processors that disturb one another, not about waiting for them.
let loop = ClosedLoop(defaultClients: Fixture.cores)
let rounds = Int(Fixture.number("--rounds") ?? 20_000)
let object = SharedObject()
loop.runThreads(truth: truth) { _, lane in serve(lane, object, rounds) }
