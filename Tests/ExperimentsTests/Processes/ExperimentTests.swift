import Profiles
import Testing

@testable import Experiments

extension Runs {
  @Suite("An experiment")
  struct ExperimentTests {
    @Test("runs a server under wrk at every level and gives real runs", .enabled(if: Programs.isInstalled("wrk")))
    func serverUnderLoad() throws {
      var plan = ExperimentPlan()
      plan.command = [try Programs.fixture("http-server"), "--port", "{port}"]
      plan.load = "wrk -t1 -c{N} -d{seconds}s http://127.0.0.1:{port}/json"
      plan.levels = [1, 4]
      plan.repetitions = 1
      plan.seconds = 2
      var runs: [Run] = []
      let outcome = try Experiment(plan, toolVersion: "test").run(report: { print($0) }) { runs.append($0) }
      #expect(outcome.failures.isEmpty)
      #expect(runs.count == 3)
      #expect(runs.last?.isClosing == true)
      for run in runs {
        print(run.point, run.requests, run.seconds, run.throughput, run.load, run.meters, run.profile.environment.trust, run.profile.duration)
        #expect(run.throughput > 0)
      }
    }
  }
}
