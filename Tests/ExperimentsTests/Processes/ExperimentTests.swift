import Glibc
import Profiles
import Sampling
import Testing

@testable import Experiments

extension Runs {
  /// Needs no privilege: where the best collector does not work another one does.
  @Suite("An experiment")
  struct ExperimentTests {
    /// A program that serves about a thousand requests a second by itself, and tells.
    private static let counting = "i=0; echo ready; while :; do i=$((i+10)); sleep 0.01; echo requests=$i; done"

    private func plan(_ command: [String], load: String? = nil, _ change: (inout ExperimentPlan) -> Void = { _ in }) -> ExperimentPlan {
      var plan = ExperimentPlan()
      plan.command = command
      plan.load = load
      plan.repetitions = 1
      plan.seconds = 1
      plan.warmupSeconds = 0.2
      change(&plan)
      return plan
    }

    private func run(_ plan: ExperimentPlan, isStopRequested: @escaping () -> Bool = { false }) throws -> (runs: [Run], outcome: ExperimentOutcome) {
      var runs: [Run] = []
      let before = ChildRegistry.all
      defer { #expect(ChildRegistry.all == before) }
      let outcome = try Experiment(plan, toolVersion: "test", isStopRequested: isStopRequested).run { run throws(ExperimentError) in runs.append(run)
      }
      return (runs, outcome)
    }

    @Test("runs a server under wrk at every level: requests, meters and profile are of the same window", .enabled(if: Programs.isInstalled("wrk")))
    func serverUnderLoad() throws {
      let (runs, outcome) = try run(
        plan([try Programs.fixture("http-server"), "--port", "{port}"], load: "wrk -t1 -c{N} -d{seconds}s http://127.0.0.1:{port}/json") {
          $0.levels = [1, 4]
          $0.seconds = 2
          $0.warmupSeconds = 1
        })
      #expect(outcome.failures.isEmpty)
      #expect(runs.map(\.order) == [0, 1, 2])
      #expect(runs.dropLast().map(\.point.level).sorted() == [1, 4])
      #expect(runs.last?.isClosing == true && runs.last?.point.level == 1)
      for run in runs {
        // The load lasts 2 s, of which 100 ms are cut off at both ends; the machine may be late, but not early.
        #expect(run.seconds > 1 && run.seconds < 2)
        #expect(run.profile.duration == Int64((run.seconds * 1e9).rounded()))
        #expect(run.profile.environment.requests == Int64(run.requests.rounded()))
        #expect(run.requests > 10)
        #expect(run.load.source == "wrk" && run.load.errors == 0)
        // Nobody uses more than there is.
        let all = Double(run.meters.processors) * run.seconds * 1e9
        #expect(run.meters.targetCPU > 0 && run.meters.targetCPU < 1.1 * all)
        #expect(run.meters.generatorCPU > 0 && run.meters.generatorBusiestThread > 0 && run.meters.generatorBusiestThread <= 1)
        #expect(run.meters.residentBytes > run.meters.heapBytes && run.meters.heapBytes > 0)
        #expect(run.profile.environment.trust.samples > 0)
      }
      #expect(Programs.processes(with: "http-server").isEmpty)
    }

    @Test("of a program that drives itself takes its lines for requests")
    func selfDriven() throws {
      let (runs, _) = try run(plan(Programs.shell(Self.counting)))
      let run = try #require(runs.first)
      #expect(run.load.source == "requests=")
      // Ten requests for each sleep of 10 ms or more.
      #expect(run.throughput > 10 && run.throughput < 1000)
      #expect(run.seconds >= 0.99)
    }

    @Test(
      "works with every collector that works here", arguments: CollectorChoice.availability(processID: nil).filter(\.isAvailable).map(\.collector))
    func collectors(collector: CollectorName) throws {
      let (runs, outcome) = try run(
        plan([try Programs.fixture("cpu-split"), "--seconds", "60"], load: "sleep {seconds}; echo served $((10 * {N}))") {
          $0.countPattern = "served (\\d+)"
          $0.levels = [1, 2]
          $0.collector = collector.rawValue
          $0.frequency = 499
        })
      #expect(outcome.failures.isEmpty)
      #expect(runs.count == 3)
      for run in runs {
        #expect(run.profile.environment.collector == collector.rawValue)
        #expect(run.profile.environment.trust.samples > 0)
        #expect(run.meters.targetCPU > 0)
      }
    }

    @Test("of a program that counts only at its end takes that")
    func once() throws {
      let script = "trap 'echo requests=500 seconds=2; exit' TERM; echo ready; while :; do sleep 0.01; done"
      let (runs, _) = try run(plan(Programs.shell(script)))
      #expect(abs(try #require(runs.first).throughput - 250) < 1e-6)
    }

    @Test("of a program that ends by itself within the window is of what there was of it")
    func endsEarly() throws {
      let script = "i=0; while [ $i -lt 200 ]; do i=$((i+1)); sleep 0.01; echo requests=$i; done"
      let (runs, _) = try run(plan(Programs.shell(script)) { $0.seconds = 20 })
      let run = try #require(runs.first)
      #expect(run.seconds < 19)
      #expect(run.requests > 0 && run.requests <= 200)
      #expect(run.meters.targetCPU > 0)
    }

    @Test("takes any load command with a pattern for its requests")
    func pattern() throws {
      let load = "sleep {seconds}; echo served $((100 * {N})) requests"
      let (runs, _) = try run(
        plan(Programs.shell("echo ready; while :; do sleep 0.01; done"), load: load) {
          $0.countPattern = "served (\\d+) requests"
          $0.levels = [1, 3]
          $0.warmupSeconds = 0.1
        })
      #expect(runs.count == 3)
      // One second of load.
      for run in runs { #expect(abs(run.throughput - 100 * Double(run.point.level)) < 1e-6) }
    }

    @Test("cuts a run into windows of about equal requests without a gap")
    func windows() throws {
      let (runs, _) = try run(
        plan(Programs.shell(Self.counting)) {
          $0.windows = 4
          $0.seconds = 2.5
        })
      #expect(runs.count >= 2)
      #expect(runs.map(\.point.window) == (0..<runs.count).map { $0 })
      for (earlier, later) in zip(runs, runs.dropFirst()) {
        // Parts begin where the last one ended; starts are told by another clock.
        #expect(abs(later.profile.startTime - earlier.profile.startTime - earlier.profile.duration) < 50_000_000)
      }
      let mean = runs.reduce(0) { $0 + $1.requests } / Double(runs.count)
      for run in runs { #expect(run.requests > 0.3 * mean && run.requests < 3 * mean) }
    }

    @Test(
      "counts entries to a function as requests",
      .enabled(if: CollectorChoice.availability(processID: nil).contains { $0.collector == .bpf && $0.isAvailable }))
    func function() throws {
      let (runs, _) = try run(plan([try Programs.fixture("cpu-split"), "--seconds", "{seconds}"]) { $0.requestFunction = "spendTen" })
      let run = try #require(runs.first)
      #expect(run.load.source == "--request")
      #expect(run.profile.environment.requests.map(Double.init) == run.requests)
      #expect(run.requests > 0)
    }

    @Test("writes down a level at which the program dies, and goes on with the others; after two failures the level is left alone")
    func failingLevel() throws {
      let script = "if [ {N} = 2 ]; then (sleep 0.6; kill -KILL $$) & fi; \(Self.counting)"
      let (runs, outcome) = try run(
        plan(Programs.shell(script), load: "sleep {seconds}; echo requests=5 seconds={seconds}") {
          $0.levels = [1, 2]
          $0.repetitions = 3
          $0.countPattern = "requests=(\\d+)"
        })
      #expect(runs.count == 4)
      #expect(runs.allSatisfy { $0.point.level == 1 })
      #expect(outcome.failures.count == 2)
      #expect(outcome.failures.allSatisfy { $0.planned.point.level == 2 && $0.error.code == .target })
      #expect(outcome.failures.first?.text.contains("was ended by signal 9 (Killed) at N=2") == true)
      #expect(outcome.skipped.map(\.point.level) == [2])
    }

    @Test("fails at once when the program does not start at all")
    func noStart() {
      let error = #expect(throws: ExperimentError.self) { try run(plan(Programs.shell("echo no licence; exit 1")) { $0.repetitions = 50 }) }
      #expect(error?.code == .ready)
      #expect(error?.message.contains("no licence") == true)
    }

    @Test(
      "tells in one sentence why a load command is of no use",
      arguments: [
        ("echo usage; exit 2", "ended with status 2"), ("echo hello; sleep {seconds}", "requests cannot be counted"),
      ])
    func badLoad(load: String, reason: String) {
      let error = #expect(throws: ExperimentError.self) { try run(plan(Programs.shell("echo ready; sleep 60"), load: load)) }
      #expect(error?.code == .load || error?.code == .requests)
      #expect(error?.message.contains(reason) == true)
      #expect(error?.description.contains("\n") == false)
    }

    @Test("that is interrupted keeps what was finished and leaves nothing running")
    func interrupted() throws {
      let mark = "31415\(getpid())"
      var isAsked = false
      var runs: [Run] = []
      let script = "sleep \(mark)1 & setsid sleep \(mark)2 & \(Self.counting)"
      let outcome = try Experiment(plan(Programs.shell(script)) { $0.repetitions = 5 }, toolVersion: "test") { isAsked }.run {
        run throws(ExperimentError) in
        runs.append(run)
        isAsked = true
      }
      #expect(outcome.isInterrupted)
      #expect(runs.count == 1)
      #expect(Programs.processes(with: mark).isEmpty)
    }

    @Test("makes only the runs that are missing")
    func missing() throws {
      let plan = plan(Programs.shell(Self.counting)) { $0.repetitions = 3 }
      var orders: [Int] = []
      _ = try Experiment(plan, toolVersion: "test").run(except: [0, 2]) { run throws(ExperimentError) in orders.append(run.order) }
      #expect(orders == [1])
    }

    @Test("measures a process that runs already, and leaves it running")
    func attached() throws {
      let target = try ChildProcess([try Programs.fixture("cpu-split"), "--seconds", "60"])
      defer { target.end(grace: 0) }
      try eventually("it is ready") { target.output.standardOutput.contains("ready") }
      let (runs, _) = try run(
        plan([], load: "sleep {seconds}; echo served 10") {
          $0.processID = target.processID
          $0.countPattern = "served (\\d+)"
        })
      #expect(runs.count == 1)
      #expect(target.ending == nil)
    }
  }
}
