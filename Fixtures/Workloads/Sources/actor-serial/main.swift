import FixtureSupport
import Glibc

let loop = ClosedLoop()
let settings = Settings()
let ledger = Ledger(hold: settings.hold)
await loop.runTasks(truth: truth) { number, lane in await serve(number, lane, ledger, settings) }
exit(0)
