import FixtureSupport

let loop = ClosedLoop()
let settings = Settings()
loop.runThreads(truth: truth) { number, lane in serve(number, lane, settings) }
