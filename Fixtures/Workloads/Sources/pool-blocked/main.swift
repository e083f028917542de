import FixtureSupport
import Glibc

let loop = ClosedLoop()
let settings = Settings()
await loop.runTasks(truth: truth) { number, lane in await serve(number, lane, settings) }
exit(0)
