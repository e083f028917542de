import Foundation
import Profiles
import Scaling
import Statistics
import Testing

@testable import Regression

@Suite("A comparison of sets")
struct SetComparisonTests {
  private func sets(
    _ base: SimulatedProgram, _ head: SimulatedProgram, runs: Int = 5, roots: [String] = [], fileRenames: [String: String] = [:],
    change: (inout Run, Side) -> Void = { _, _ in }
  ) -> Comparison {
    var generator = SplitMix64(seed: 17)
    var comparison = SetComparison(roots: roots, fileRenames: fileRenames)
    comparison.wantsTree = true
    for (side, program) in [(Side.base, base), (.head, head)] {
      let recorder = SimulatedProgram.Recorder(program)
      for _ in 0..<runs {
        var run = recorder.run(&generator)
        change(&run, side)
        comparison.add(run, to: side)
      }
    }
    return comparison.result()
  }

  @Test("finds what got slower, and adds up in tree and rows") func finds() throws {
    let base = SimulatedProgram()
    var head = base
    let slow = base.index(ofShare: 0.05)
    head[slow].cost *= 1.3
    let result = sets(base, head)
    #expect(result.verdict == .regression)
    #expect(result.functions.first?.function == head[slow].name)
    #expect(result.unit == .request)
    let tree = try #require(result.tree)
    // Rounding only: both are the same sums in another order.
    #expect(abs(tree.base.reduce(0, +) - result.functions.reduce(0) { $0 + $1.base.value }) < 1e-6 * 100_000)
    #expect(abs(tree.head.reduce(0, +) - result.functions.reduce(0) { $0 + $1.head.value }) < 1e-6 * 100_000)
    #expect(zip(tree.parents.indices, tree.parents).dropFirst().allSatisfy { $0 > Int($1) })
  }

  /// A machine that becomes up to a half slower during the gate, and one run whose partner failed.
  @Test("of one gate compares each run with the one beside it, so that a machine that drifts hides nothing", arguments: [true, false])
  func pairs(areOfOneGate: Bool) {
    let base = SimulatedProgram()
    var head = base
    let slow = base.index(ofShare: 0.05)
    head[slow].cost *= 1.1
    let recorders = [Side.base: SimulatedProgram.Recorder(base), .head: SimulatedProgram.Recorder(head)]
    var generator = SplitMix64(seed: 23)
    var comparison = SetComparison()
    comparison.areOfOneGate = areOfOneGate
    let sides = (0..<5).flatMap { _ in [Side.base, .head, .head, .base] } + [.head]
    for (order, side) in sides.enumerated() {
      guard var run = recorders[side]?.run(&generator, machine: 1 + 0.025 * Double(order)) else { continue }
      // As in a gate, other runs came before.
      (run.order, run.repetition) = (order + 4, order / 2)
      comparison.add(run, to: side)
    }
    let result = comparison.result()
    #expect(result.notes.contains { $0.contains("of one gate") } == areOfOneGate)
    #expect(result.base.runs == 10 && result.head.runs == (areOfOneGate ? 10 : 11))
    let row = result.functions.first { $0.function == head[slow].name }
    #expect((row?.statement == .worse) == areOfOneGate, "\(String(describing: row))")
  }

  @Test("of starts by the clock counts ten milliseconds and more: a busy machine adds fewer to any", arguments: [(4e-3, false), (12e-3, true)])
  func starts(later: Double, isRegression: Bool) {
    let program = SimulatedProgram(functions: 20)
    let result = sets(program, program) { run, side in
      // Run by run the same noise of a few percent.
      run.meters.startSeconds = (side == .base ? 2e-3 : 2e-3 + later) * (1 + run.meters.targetCPU.truncatingRemainder(dividingBy: 1e6) / 3e7)
    }
    #expect(result.metrics.contains { $0.name == .startTime && $0.statement == .worse } == isRegression)
    #expect((result.verdict == .regression) == isRegression)
  }

  @Test("Two single profiles are compared with an assumed noise, and a note says so") func single() {
    let base = SimulatedProgram()
    var head = base
    head[0].cost *= 1.5
    let result = sets(base, head, runs: 1)
    #expect(result.functions.first?.function == base[0].name)
    #expect(result.functions.first?.statement == .worse)
    #expect(result.notes.contains { $0.contains("2.0 %") })
    #expect(sets(base, base, runs: 1).functions.allSatisfy { $0.statement != .worse })
  }

  @Test("Without requests cost is per second") func perSecond() {
    let program = SimulatedProgram(functions: 20)
    let result = sets(program, program) { run, _ in
      run.requests = 0
      run.seconds = 10
    }
    #expect(result.unit == .second)
    #expect(!result.metrics.contains { $0.name == .wallTime })
  }

  @Test("Worktrees are other folders with the same files") func roots() {
    let base = SimulatedProgram(functions: 40)
    let result = sets(base, base, roots: ["/tmp/a", "/tmp/b/"]) { run, side in
      for index in run.profile.functions.indices {
        run.profile.functions[index].file = (side == .base ? "/tmp/a/" : "/tmp/b/") + run.profile.functions[index].file
      }
    }
    #expect(result.functions.allSatisfy { $0.match == .name && !$0.file.hasPrefix("/tmp") })
  }

  @Test("Without roots the name of the file suffices") func lastComponent() {
    let base = SimulatedProgram(functions: 40)
    let result = sets(base, base) { run, side in
      for index in run.profile.functions.indices {
        run.profile.functions[index].file = (side == .base ? "/tmp/a/" : "/tmp/b/") + run.profile.functions[index].file
      }
    }
    #expect(result.functions.allSatisfy { $0.match == .name })
  }

  @Test("A file the version control says was renamed is the same file") func fileRenames() {
    let base = SimulatedProgram(functions: 40)
    var head = base
    for index in head.routines.indices where head[index].file == "Sources/App/Service3.swift" { head[index].file = "Sources/App/Third.swift" }
    let result = sets(base, head, fileRenames: ["Sources/App/Service3.swift": "Sources/App/Third.swift"])
    #expect(result.functions.filter { $0.file.hasSuffix("Third.swift") }.allSatisfy { $0.match == .name })
    #expect(sets(base, head).functions.filter { $0.file.hasSuffix("Third.swift") }.allSatisfy { $0.match == .symbol })
  }

  @Test("What cannot be compared is refused with one line that says how to mend it") func refusals() {
    let program = SimulatedProgram(functions: 20)
    let kernel = sets(program, program) { run, side in run.profile.environment.kernel = side == .base ? "6.1" : "6.6" }
    #expect(kernel.verdict == .inconclusive)
    #expect(kernel.reason == "Not compared: the kernel differs, 6.1 and 6.6: measure both under one kernel.")
    let empty = sets(program, program) { run, side in
      if side == .head { (run.profile, run.meters.targetCPU) = (Profile(sampleTypes: [.samples, .cpu]), 0) }
    }
    #expect(empty.reason.contains("the head has no samples"))
    var other = program
    for index in other.routines.indices {
      other[index].name = "Other.\(index)"
      other[index].symbol = "other\(index)"
      other[index].file = "other.c"
      other[index].callers = ["start_other"]
    }
    #expect(sets(program, other).reason.contains("no function in common"))
    let units = sets(program, program) { run, side in
      if side == .head { run.profile.sampleTypes = [.samples, ValueType(type: "alloc_space", unit: "bytes")] }
      if side == .head { run.profile.defaultSampleType = "alloc_space" }
    }
    #expect(units.reason.contains("different units"))
    #expect(SetComparison().result().verdict == .inconclusive)
  }

  @Test("What only one side knows of its machine is a note") func missing() {
    let program = SimulatedProgram(functions: 20)
    let result = sets(program, program) { run, side in if side == .base { run.profile.environment.cpuModel = "Xeon" } }
    #expect(result.notes.contains { $0.contains("CPU model") })
    #expect(!result.trust.contains { $0.status == .refused })
  }

  @Test("An unsteady clock does not hide what CPU time tells of a program that computes, and blocks the pass of one that waits")
  func wallTime() throws {
    let program = SimulatedProgram(functions: 40)
    func compared(_ waiting: Double, isContended: Bool = false) throws -> (Comparison, Comparison.MetricChange) {
      var generator = SplitMix64(seed: 3)
      let result = sets(program, program, runs: 8) { run, _ in
        run.seconds *= waiting + 0.4 * generator.unit()
        run.meters.processors = 2
        if isContended { run.meters.otherCPU = 2 * run.seconds * 1e9 - run.meters.targetCPU }
      }
      return (result, try #require(result.metrics.first { $0.name == .wallTime }))
    }
    let (computing, clock) = try compared(1)
    #expect(!clock.isTotal && (clock.upperBound ?? 0) > computing.limits.threshold)
    #expect(computing.verdict == .pass)
    #expect(computing.notes.contains { $0.hasPrefix("by the clock up to +") })
    let (waiting, _) = try compared(3)
    #expect(waiting.metrics.contains { $0.name == .wallTime && $0.isTotal })
    #expect(waiting.verdict == .inconclusive)
    #expect(waiting.reason.contains("wall time per request"))
    // As long a time without a processor, but none was idle.
    #expect(try compared(3, isContended: true).0.verdict == .pass)
  }

  @Test("A longer wait for a lock is a scalability regression, not one of performance") func lock() {
    let program = SimulatedProgram(functions: 40)
    let result = sets(program, program, runs: 8) { run, side in
      run.profile.sampleTypes.append(.wait)
      var samples = SampleTable(valuesPerSample: 3)
      for sample in 0..<run.profile.samples.count {
        samples.append(
          stack: Int(run.profile.samples.stacks[sample]), labels: 0,
          values: [run.profile.samples.value(0, of: sample), run.profile.samples.value(1, of: sample), 0])
      }
      let labels = run.profile.labelSets.intern([Label(Label.Key.state, ThreadState.lock.rawValue)])
      // Ten microseconds a request, and thirty; the length of the run has the difference in it.
      let wait = (side == .base ? 10_000 : 30_000) * run.requests
      samples.append(stack: 0, labels: labels, values: [0, 0, Int64(wait * run.seconds)])
      run.profile.samples = samples
      run.seconds += wait / 1e9
    }
    #expect(result.verdict == .regression)
    #expect(result.aspects.first { $0.aspect == .scalability }?.verdict == .regression)
    #expect(result.aspects.first { $0.aspect == .performance }?.verdict == .pass)
  }

  @Test("A longer wait for a lock leaves performance its CPU time, also where routines of locks are among the functions") func lockRoutine() {
    var program = SimulatedProgram(functions: 40)
    program[12].name = "pthread_mutex_lock"
    let result = sets(program, program, runs: 8) { run, side in
      run.profile.sampleTypes.append(.wait)
      var samples = SampleTable(valuesPerSample: 3)
      let wait = run.profile.labelSets.intern([Label(Label.Key.state, ThreadState.lock.rawValue)])
      for sample in 0..<run.profile.samples.count {
        let (stack, values) = (Int(run.profile.samples.stacks[sample]), (0..<2).map { run.profile.samples.value($0, of: sample) })
        samples.append(stack: stack, labels: 0, values: values + [0])
        samples.append(stack: stack, labels: wait, values: [0, 0, (side == .base ? 1 : 3) * values[1] / 10])
      }
      run.profile.samples = samples
    }
    #expect(result.aspects.first { $0.aspect == .scalability }?.verdict == .regression)
    #expect(result.aspects.first { $0.aspect == .performance }?.verdict == .pass, "\(result.aspects)")
  }
}

@Suite("Counts")
struct CountTests {
  private func changes(_ base: [Double], _ head: [Double], requests: Double = 1000) -> [Comparison.MetricChange] {
    let runs = base.map { (Side.base, $0) } + head.map { (Side.head, $0) }
    return CountRows(
      runs.map { side, count in
        var run = Run(point: Run.Point(level: 1), repetition: 0, requests: requests, seconds: 1, profile: Profile(sampleTypes: [.samples, .cpu]))
        run.meters.allocations = count
        return ReducedCounts(run, side: side)
      }, threshold: 0.03
    ).changes
  }

  @Test("One allocation more per request is a regression at once") func more() throws {
    let change = try #require(changes([12_000, 12_000], [13_000, 13_000]).first)
    #expect(change.statement == .worse)
    #expect(change.isExact)
    #expect(change.base.value == 12 && change.head.value == 13)
  }

  @Test("What a program allocates once is no difference") func once() throws {
    let change = try #require(changes([12_000, 12_001], [12_001, 12_000]).first)
    #expect(change.isExact)
    #expect(change.statement == .noDifference)
  }

  @Test("Counts that differ from run to run have a band") func band() throws {
    let change = try #require(changes([12_000, 12_900], [12_800, 13_400]).first)
    #expect(!change.isExact)
    #expect(change.statement == .cannotTell)
    // 12 450 ± 450 and 13 100 ± 300 by hand; 4.3027 is the two-sided 95 % point of two degrees of freedom.
    let variance: Double = (2 * 450 * 450 + 2 * 300 * 300) / 2
    let upper: Double = 650.0 / 12_450 + 4.3027 * variance.squareRoot() / 12_450
    #expect(abs(change.change.high - upper) < 1e-4)
    // A difference of 50 % is no chance where runs differ by a thousandth.
    #expect(try #require(changes([12_000, 12_012], [18_000, 18_015]).first).statement == .worse)
  }

  /// The bound of the test, 0.05 % of a one-sided error of 5 000 sets, is 2.5; three standard errors more are 7.
  @Test("Counts that vary by chance are no regression, with two runs a side", arguments: [0.03, 0.1]) func chance(variation: Double) {
    var generator = SplitMix64(seed: 11)
    let claims = (0..<5000).filter { _ in
      let values = (0..<4).map { _ in 10_000 * exp(variation * generator.normal()) }
      return changes(Array(values[..<2]), Array(values[2...])).first?.statement == .worse
    }
    #expect(claims.count <= 7, "\(claims.count)")
  }

  @Test("Nothing that was counted tells nothing") func none() { #expect(changes([0, 0], [0, 0]).isEmpty) }

  @Test("Allocations where there were none are a regression") func first() throws {
    let change = try #require(changes([0, 0], [2000, 2000]).first)
    #expect(change.statement == .worse)
  }
}

@Suite("Names of functions")
struct FunctionNameTests {
  @Test(
    "Numbers of closures and private discriminators are no part of a name",
    arguments: [
      ("closure #2 in Router.respond(to:)", "closure # in Router.respond(to:)", "Router", "respond"),
      ("(helper in _0123456789ABCDEF0123456789ABCDEF)(_:)", "(helper)(_:)", "", ""),
      ("Array.append(_:)", "Array.append(_:)", "Array", "append"), ("main", "main", "", "main"),
      ("static App.Router.make<A>(_: A)", "static App.Router.make<A>(_: A)", "App.Router", "make"), ("", "", "", ""),
    ])
  func names(name: String, normalized: String, type: String, base: String) {
    let parts = FunctionName(name)
    #expect(parts.normalized == normalized)
    #expect(parts.type == type)
    #expect(parts.base == base)
  }
}

@Suite("A judge of commits")
struct BisectionTests {
  @Test("A regression is bad, a pass good, and what cannot be told is skipped") func verdicts() {
    var comparison = Comparison()
    #expect(BisectionJudge().judge(comparison) == .skip)
    comparison.verdict = .regression
    #expect(BisectionJudge().judge(comparison) == .bad)
    comparison.verdict = .pass
    #expect(BisectionJudge().judge(comparison) == .good)
    #expect(BisectionJudge.Judgement.skip.rawValue == 125)
  }

  @Test("Another regression does not stand for the one that is sought") func oneFunction() {
    var comparison = Comparison()
    comparison.verdict = .regression
    let row = { (name: String, statement: Comparison.Statement) in
      var row = Comparison.FunctionChange(
        function: name, file: "", line: 0, module: "", match: .name, base: Interval(exactly: 1), head: Interval(exactly: 2),
        difference: Interval(exactly: 1), change: Interval(exactly: 1), share: 0.1, baseTotal: 1, headTotal: 2, baseSamples: 10, headSamples: 10)
      row.statement = statement
      return row
    }
    comparison.functions = [row("other", .worse), row("sought", .noDifference)]
    #expect(BisectionJudge(function: "sought").judge(comparison) == .good)
    comparison.functions[1].statement = .worse
    #expect(BisectionJudge(function: "sought").judge(comparison) == .bad)
  }
}
