import FixtureSupport

let loop = ClosedLoop(defaultClients: 1)
let settings = Settings()
loop.runThreads(truth: truth) { _, lane in serve(lane, settings) }
