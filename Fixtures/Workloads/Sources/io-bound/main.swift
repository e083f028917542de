import FixtureSupport
import Glibc

if let service = BackendService.ofCommandLine() {
  service.run()
  exit(0)
}
let loop = ClosedLoop()
let settings = Settings()
let backend = Backend(clients: loop.lanes.count, settings: settings)
let report: @Sendable ([Lane]) -> String = { truth($0, settings) }
loop.runThreads(truth: report) { number, lane in serve(number, lane, backend) }
backend.end()
