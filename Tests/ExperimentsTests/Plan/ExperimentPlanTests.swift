import Profiles
import Testing

@testable import Experiments

@Suite("A plan")
struct ExperimentPlanTests {
  private func plan(_ change: (inout ExperimentPlan) -> Void = { _ in }) -> ExperimentPlan {
    var plan = ExperimentPlan()
    plan.command = ["/bin/sh", "-c", "serve {N} {size}"]
    plan.levels = [1, 2, 4, 8]
    change(&plan)
    return plan
  }

  @Test("runs every point in every repetition, and the lowest once more at the end")
  func schedule() {
    let schedule = plan { $0.sizes = [1000, 2000] }.schedule
    #expect(schedule.count == 4 * 2 * 5 + 1)
    #expect(schedule.map(\.order) == Array(0..<41))
    for repetition in 0..<5 {
      let block = schedule.dropLast().filter { $0.repetition == repetition }
      #expect(Set(block.map(\.point)).count == 8)
      #expect(block.map(\.order).max().map { $0 < (repetition + 1) * 8 } == true)
    }
    #expect(schedule.last?.isClosing == true)
    #expect(schedule.last?.point == Run.Point(level: 1, size: 1000))
    #expect(schedule.dropLast().allSatisfy { !$0.isClosing })
  }

  @Test("has an order that follows from its seed alone")
  func seed() {
    #expect(plan { $0.seed = 4 }.schedule == plan { $0.seed = 4 }.schedule)
    #expect(plan { $0.seed = 4 }.schedule != plan { $0.seed = 5 }.schedule)
    let orders = (0..<50).map { seed in plan { $0.seed = seed }.schedule.prefix(4).map(\.point.level) }
    // Of 24 orders a fair shuffle shows nearly all in 50: fewer than 15 has a chance below 1e-6.
    #expect(Set(orders).count >= 15)
  }

  @Test("with one point needs no closing run")
  func onePoint() { #expect(plan { $0.levels = [1] }.schedule.count == 5) }

  @Test("fills in the level, the size, the time and the port")
  func fill() {
    let text = plan().fill("-c{N} -n {size} -d{seconds}s :{port}/{N} {other}", Run.Point(level: 8, size: 4000), seconds: 2.5, port: 81)
    #expect(text == "-c8 -n 4000 -d3s :81/8 {other}")
    #expect(plan().fill("{size} {seconds}", Run.Point(level: 1, size: 0.5), seconds: 3, port: nil) == "0.5 3")
  }

  @Test("that cannot be carried out is refused before anything is started")
  func refused() {
    let plans = [
      plan { $0.command = [] }, plan { $0.processID = 1 }, plan { $0.command = ["/bin/true"] }, plan { $0.command = ["/nowhere/server", "{N}"] },
      plan { $0.load = "wrk -c1 http://x/" }, plan { $0.load = "no-such-tool-anywhere -c{N}" }, plan { $0.load = "" }, plan { $0.countPattern = "(" },
      plan { $0.command = ["/tmp", "{N}"] },
      // Of age and load at once; and of requests that are told at the end only.
      plan { $0.windows = 20 },
      plan {
        ($0.windows, $0.levels) = (20, [1])
        $0.countPattern = "(x)"
      },
      plan {
        $0.command = ["/bin/sh", "{N}"]
        $0.sizes = [1, 2]
      },
      plan {
        $0.command = []
        $0.processID = 1
      },
    ]
    for plan in plans {
      let error = #expect(throws: ExperimentError.self, "\(plan)") { try plan.check() }
      #expect(error?.remedy.isEmpty == false, "\(error?.message ?? "")")
    }
    #expect(throws: Never.self) { try plan().check() }
    #expect(throws: Never.self) { try plan { ($0.windows, $0.levels) = (20, [1]) }.check() }
    #expect(throws: Never.self) { try plan { $0.load = "cd /tmp && unknown-function {N} | cat" }.check() }
  }

  @Test("finds where a load command sends its requests, and takes no header or stage for it")
  func endpoints() {
    #expect(Endpoint.find(in: "wrk -H 'X-Limit:100' -c4 http://127.0.0.1:8080/x") == Endpoint(host: "127.0.0.1", port: 8080))
    #expect(Endpoint.find(in: "k6 run --stage 5s:10 script.js") == nil)
    #expect(Endpoint.find(in: "ghz --insecure localhost:50051") == Endpoint(host: "localhost", port: 50_051))
    #expect(Endpoint.find(in: "redis-benchmark server:6379") == Endpoint(host: "server", port: 6379))
  }

  @Test("is ready at the free port, wherever that is named")
  func freePort() throws {
    let fill = { (text: String) in text.replacing("{port}", with: "4321") }
    for text in ["{port}", "localhost:{port}"] { #expect(try Readiness(text).filled(fill) == .address(host: "localhost", port: 4321)) }
    #expect(try Readiness("http://127.0.0.1:{port}/health").filled(fill) == .url("http://127.0.0.1:4321/health"))
    #expect(try Readiness("8080").filled(fill) == .address(host: "localhost", port: 8080))
  }

  @Test("knows what it differs in from another")
  func difference() {
    #expect(plan().difference(from: plan { $0.seed = 99 }) == nil)
    #expect(plan().difference(from: plan { $0.readyTimeoutSeconds = 99 }) == nil)
    #expect(plan().difference(from: plan { $0.levels = [1, 2] }) == "its levels are 1,2, not 1,2,4,8")
    let changes: [(inout ExperimentPlan) -> Void] = [
      { $0.command = ["x"] }, { $0.load = "x" }, { $0.sizes = [1] }, { $0.windows = 3 }, { $0.repetitions = 3 }, { $0.seconds = 3 },
      { $0.warmupSeconds = 3 }, { $0.countPattern = "(x)" }, { $0.requestFunction = "x" }, { $0.collector = "perf" }, { $0.frequency = 3 },
      { $0.recordsTasks = false }, { $0.recordsWaits = false }, { $0.thinkSeconds = 3 }, { $0.processID = 3 },
    ]
    for change in changes { #expect(plan().difference(from: plan(change)) != nil) }
  }
}

@Suite("Levels and sizes")
struct LevelListTests {
  @Test("are sorted and made unique, with a note for each change")
  func tidy() throws {
    #expect(try LevelList.levels("1,2,4,8") == ([1, 2, 4, 8], []))
    let (levels, notes) = try LevelList.levels("8, 2,2,1")
    #expect(levels == [1, 2, 8])
    #expect(notes.count == 2)
  }

  @Test("get the level 1 when it is missing")
  func one() throws {
    let (levels, notes) = try LevelList.levels("4,8")
    #expect(levels == [1, 4, 8])
    #expect(notes == ["level 1 was added: it is what the others are compared with"])
  }

  @Test("that are no numbers from 1 on are refused", arguments: ["", "0", "-1", "1,,2", "a", "1.5", "1,2,", "99999999999999999999"])
  func refusedLevels(text: String) {
    let error = #expect(throws: ExperimentError.self) { try LevelList.levels(text) }
    #expect(error?.code == .plan)
  }

  @Test("take units", arguments: [("1k,2k", [1000.0, 2000]), ("1M", [1e6]), ("500,4Ki", [500, 4096]), ("1.5k", [1500]), ("2g,1g", [1e9, 2e9])])
  func units(text: String, sizes: [Double]) throws { #expect(try LevelList.sizes(text).sizes == sizes) }

  @Test("that are no sizes are refused", arguments: ["", "0", "-4", "k", "1x", "1k,,2k", "inf", "nan", "0x10", "1e3"])
  func refusedSizes(text: String) { #expect(throws: ExperimentError.self) { try LevelList.sizes(text) } }
}
