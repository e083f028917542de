import Profiles
import Testing

@testable import Scaling

/// Runs made by hand: ten seconds of N clients, of which every state is known, so answers are exact but for rounding to nanoseconds.
@Suite("The account") struct AccountTests {
  static let window = 10e9

  /// An analysis of three repetitions at each level, which differ by a thousandth.
  static func analyse(_ levels: [Int], load: String = "", _ make: (Int, Double) -> Run) -> ScaleResult {
    var options = ScaleAnalysis.Options()
    options.environment.load = load
    options.resamples = 50
    var analysis = ScaleAnalysis(options)
    for (repetition, factor) in [0.999, 1, 1.001].enumerated() {
      for level in levels {
        var run = make(level, factor)
        run.repetition = repetition
        run.order = analysis.runCount
        analysis.add(run)
      }
    }
    return analysis.result()
  }

  /// N threads that each take a lock held 1 ms of CPU and sleep 9 ms; with 20 of them the lock is always held.
  static func locked(_ level: Int, _ factor: Double) -> Run {
    let throughput = min(1000, Double(level) * 100) * factor
    let requests = throughput * 10
    let cycle = Double(level) * window / requests
    var made = MadeRun()
    for client in 0..<level {
      let share = requests / Double(level)
      made.run(1e6 * share, ["main", "serve", "hold"], thread: "client-\(client)", lock: "Mutex 0x\(level)")
      made.wait(9e6 * share, "sleep", share, ["main", "serve", "rest"], thread: "client-\(client)")
      let rest = cycle - 10e6
      if rest > 1000 { made.wait(rest * share, "lock", share, ["main", "serve", "take"], thread: "client-\(client)", lock: "Mutex 0x\(level)") }
    }
    made.run(2e6, ["main", "report"], thread: "meter")
    made.wait(window - 2e6, "sleep", 100, ["main", "report"], thread: "meter")
    made.wait(window, "condition", 1, ["main", "join"], thread: "main")
    if level > 10 { made.locks = [LockService(name: "Mutex 0x\(level)", handOvers: Int64(requests), held: Int64(requests * 1e6))] }
    return made.run(level: level, repetition: 0, order: 0, requests: requests)
  }

  @Test("is of the client threads only: others that report or wait for the end are left out")
  func threads() throws {
    let result = Self.analyse([1, 2, 20], Self.locked)
    // Repetitions differ by a thousandth, their parts do not.
    for level in result.levels { #expect(abs(level.residual) < 1e-3, "N=\(level.level)") }
    let account = try #require(result.account)
    let contention = try #require(account.rows.first { $0.lossClass == .contention })
    #expect(abs(contention.share.value - 1) < 1e-3 && contention.isClaimed)
    #expect(result.sentence.hasPrefix("The limit is contention: at N=20"))
    let row = try #require(account.stacks.first)
    #expect(row.victim[row.acting].function == "take" && row.culprit[row.actingCulprit].function == "hold")
  }

  @Test("gives a lock its ceiling from the time between hand-overs")
  func lockCeiling() throws {
    let result = Self.analyse([1, 2, 20], Self.locked)
    let ceiling = try #require(result.ceilings.first { $0.kind == .lock })
    // 1 ms for each request.
    let (maximum, knee) = (try #require(ceiling.maximum), try #require(ceiling.knee))
    #expect(abs(maximum.value - 1000) < 1 && abs(knee - 10) < 0.01)
    #expect(ceiling.holder?.function == "hold" && ceiling.holder?.line == 7)
  }

  /// N tasks that wait for a thread of the pool.
  static func pooled(isBlocked: Bool) -> (Int, Double) -> Run {
    { level, factor in
      let throughput = min(Double(level), 2) * 100 * factor
      let requests = throughput * 10
      let cycle = Double(level) * window / requests
      var made = MadeRun()
      for client in 0..<level {
        let share = requests / Double(level)
        let (task, thread) = ("client-\(client)", "pool-\(client % 2)")
        if isBlocked {
          made.wait(10e6 * share, "sleep", share, ["main", "block"], thread: thread, task: task)
        } else {
          made.run(10e6 * share, ["main", "burn"], thread: thread, task: task)
        }
        if cycle > 10.1e6 { made.queue((cycle - 10e6) * share, "pool", share, ["main", "next"], task: task) }
      }
      return made.run(level: level, repetition: 0, order: 0, requests: requests, processors: 2)
    }
  }

  @Test("calls a wait for the pool exhausted cores when they are busy, and a blocked pool when they are not", arguments: [true, false])
  func pool(isBlocked: Bool) throws {
    let result = Self.analyse([1, 8], Self.pooled(isBlocked: isBlocked))
    let account = try #require(result.account)
    let row = try #require(account.rows.first { $0.lossClass == (isBlocked ? .poolBlocked : .cores) })
    #expect(abs(row.share.value - 1) < 1e-3 && row.isClaimed, "\(result.sentence)")
    #expect(result.sentence.contains(isBlocked ? "which block" : "the busiest code is burn"))
  }

  /// A single thread that serves clients outside, 1 ms each; they need 1 ms more on their way.
  static func eventLoop(_ level: Int, _ factor: Double) -> Run {
    let throughput = min(1000, 500 * Double(level)) * factor
    let requests = throughput * 10
    var made = MadeRun()
    made.run(1e6 * requests, ["main", "loop", "handle"], thread: "loop")
    if window > 1e6 * requests { made.wait(window - 1e6 * requests, "idle", requests, ["main", "loop"], thread: "loop") }
    return made.run(level: level, repetition: 0, order: 0, requests: requests)
  }

  @Test("charges the time nobody worked for a request to a thread that is always busy")
  func eventLoop() throws {
    let result = Self.analyse([1, 2, 8], load: "wrk", Self.eventLoop)
    let row = try #require(result.account?.rows.first { $0.lossClass == .contention })
    #expect(abs(row.share.value - 1) < 0.01 && row.isClaimed, "\(result.sentence)")
    let ceiling = try #require(result.ceilings.first)
    let maximum = try #require(ceiling.maximum)
    #expect(ceiling.kind == .thread && abs(maximum.value - 1000) < 1)
    #expect(result.sentence.contains("the thread loop") && result.sentence.contains("handle"))
  }

  @Test("tells cores that are exhausted because each request costs more there, not as exhausted")
  func inflation() throws {
    // Two processors; a request costs 10 ms at N = 1, and 20 ms at N = 8.
    let result = Self.analyse([1, 8]) { level, factor in
      let cost = level == 1 ? 10e6 : 20e6
      let requests = min(Double(level), 2) * 1e9 / cost * 10 * factor
      let cycle = Double(level) * Self.window / requests
      var made = MadeRun()
      for client in 0..<level {
        let share = requests / Double(level)
        made.run(cost * share, ["main", "burn"], thread: "pool-\(client % 2)", task: "client-\(client)")
        if cycle > cost * 1.01 { made.queue((cycle - cost) * share, "pool", share, ["main", "next"], task: "client-\(client)") }
      }
      return made.run(level: level, repetition: 0, order: 0, requests: requests, processors: 2)
    }
    let rows = Dictionary(uniqueKeysWithValues: try #require(result.account).rows.map { ($0.lossClass, $0) })
    // Q(D) = 8·20/2 − 10 − 10 = 60 ms, of which Q(D(1)) = 8·10/2 − 10 = 30 ms were there at the old cost.
    #expect(abs(rows[.cores]!.delta.value - 30e6) < 0.1e6)
    #expect(abs(rows[.cpuInflation]!.delta.value - 40e6) < 0.1e6)
  }

  @Test("refuses what was run without N = 1, and claims nothing of single runs")
  func refusals() throws {
    let without = Self.analyse([2, 20], Self.locked)
    #expect(without.account == nil && !without.isTrusted && without.sentence.contains("no run at N = 1"))
    var analysis = ScaleAnalysis()
    analysis.options.resamples = 20
    for level in [1, 20] { analysis.add(Self.locked(level, 1)) }
    let single = analysis.result()
    let account = try #require(single.account)
    #expect(account.rows.allSatisfy { !$0.isClaimed })
    #expect(single.trust.contains { $0.name == "repetitions" && $0.status == .warning })
    #expect(ScaleAnalysis().result().trust.contains { $0.name == "requests" && $0.status == .refused })
  }

  @Test("is not trusted when Little's law fails, the machine drifts, requests fail or the generator is the limit")
  func trust() throws {
    func status(_ name: String, _ change: @escaping (inout Run) -> Void) -> TrustItem.Status? {
      let result = Self.analyse([1, 2, 8], load: "wrk") { level, factor in
        var run = Self.eventLoop(level, factor)
        change(&run)
        return run
      }
      return result.trust.first { $0.name == name }?.status
    }
    #expect(status("little") { $0.load.meanResponse = Double($0.point.level) / $0.throughput } == .good)
    #expect(status("little") { $0.load.meanResponse = Double($0.point.level) / $0.throughput * 0.7 } == .refused)
    #expect(status("errors") { $0.load.errors = $0.requests } == .refused)
    #expect(status("generator") { $0.meters.generatorBusiestThread = 0.99 } == .refused)
    #expect(status("generator") { $0.meters.generatorBusiestThread = 0.5 } == .good)
    #expect(status("steal") { $0.meters.steal = 0.2 * 8 * Self.window } == .refused)
    let result = Self.analyse([1, 2, 8], load: "wrk") { level, factor in
      var run = Self.eventLoop(level, factor)
      run.meters.generatorBusiestThread = 0.99
      return run
    }
    #expect(result.sentence.contains("The limit is the load generator"))
  }

  @Test("is refused when the last run at N = 1 differs more than the first ones do")
  func drift() throws {
    for (factor, status) in [(1.0, TrustItem.Status.good), (0.9, .refused)] {
      var analysis = ScaleAnalysis()
      analysis.options.resamples = 20
      for (order, run) in [0.999, 1, 1.001].flatMap({ factor in [1, 20].map { Self.locked($0, factor) } }).enumerated() {
        var run = run
        (run.order, run.repetition) = (order, order / 2)
        analysis.add(run)
      }
      var last = Self.locked(1, 1)
      last.requests *= factor
      last.isClosing = true
      analysis.add(last)
      #expect(analysis.result().trust.first { $0.name == "drift" }?.status == status)
    }
  }
}
