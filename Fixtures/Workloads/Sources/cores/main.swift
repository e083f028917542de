import FixtureSupport
import Glibc

let loop = ClosedLoop()
let settings = Settings()
await loop.runTasks(truth: truth) { _, lane in await serve(lane, settings) }
exit(0)
