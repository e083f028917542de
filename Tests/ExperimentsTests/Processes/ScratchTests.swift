import Profiles
import Testing

@testable import Experiments

extension Runs {
  @Suite("Scratch")
  struct ScratchTests {
    @Test("windows")
    func windows() throws {
      var plan = ExperimentPlan()
      plan.command = [try Programs.fixture("http-server"), "--port", "{port}"]
      plan.load = "wrk -t1 -c{N} -d{seconds}s http://127.0.0.1:{port}/json"
      plan.levels = [2]
      plan.windows = 20
      plan.repetitions = 1
      plan.seconds = 8
      let outcome = try Experiment(plan, toolVersion: "test").run(report: { print($0) }) { run in
        let trust = run.profile.environment.trust
        print(run.point.window ?? -1, run.requests, run.seconds, Double(run.profile.duration) / 1e9, run.meters.targetCPU / 1e6, run.meters.recorderCPU / 1e6, trust.samples, trust.wall, trust.accounted, trust.closureError)
      }
      #expect(outcome.failures.isEmpty)
    }
    @Test("lines")
    func lines() throws {
      var plan = ExperimentPlan()
      plan.command = Programs.shell("i=0; while :; do i=$((i+1)); [ $((i % 20000)) = 0 ] && echo requests=$i; done")
      plan.windows = 10
      plan.repetitions = 1
      plan.seconds = 4
      let outcome = try Experiment(plan, toolVersion: "test").run(report: { print($0) }) { run in
        let trust = run.profile.environment.trust
        print(run.point.window ?? -1, run.requests, run.seconds, Double(run.profile.duration) / 1e9, run.meters.targetCPU / 1e6, run.meters.recorderCPU / 1e6, trust.samples, trust.wall, trust.accounted, trust.closureError)
      }
      #expect(outcome.failures.isEmpty)
    }
  }
}
