import Profiles
import Statistics
import Testing

@testable import Regression

@Suite("A gate on simulated programs")
struct GateTruthTests {
  private func gate(_ base: SimulatedProgram, _ head: SimulatedProgram, seed: UInt64, noise: (Int) -> Double = { _ in 1 }) -> Comparison {
    var plan = Gate.Plan()
    (plan.seed, plan.countingRuns) = (seed, 0)
    return SimulatedGate.run(base, head, plan, seed: seed &* 7919 &+ 5, noise: noise).result()
  }

  /// 500 simulated gates outside of the tests gave no regression: with 4 here even one has a probability of at most 4 · 0.7 %, the upper end of the exact
  /// 95 % interval, and the seeds are fixed.
  @Test("Identical code does not fail", arguments: 0..<4) func identical(seed: UInt64) {
    let program = SimulatedProgram()
    let result = gate(program, program, seed: seed)
    #expect(result.verdict == .pass)
    #expect(!result.functions.contains { $0.statement == .worse })
  }

  @Test("+10 % in a function of 5 % is found and named in nearly every gate of ten pairs") func finds() {
    let base = SimulatedProgram()
    var head = base
    let slow = base.index(ofShare: 0.05)
    head[slow].cost *= 1.1
    let results = (0..<4).map { gate(base, head, seed: $0) }
    let named = results.count { $0.verdict == .regression && $0.functions.first?.function == head[slow].name }
    // The target is 18 of 20; of four at least three.
    #expect(named >= 3)
    for result in results where result.verdict == .regression {
      #expect(result.functions.filter { $0.statement == .worse }.map(\.function) == [head[slow].name])
      #expect(result.sentence.contains(head[slow].name))
      #expect(result.aspects.first { $0.aspect == .performance }?.verdict == .regression)
    }
  }

  @Test("Noise of the machine that both sides share is harmless", arguments: [UInt64(1), 2]) func commonNoise(seed: UInt64) {
    let program = SimulatedProgram()
    // The runs after the tenth are 10 % slower: what a neighbour or heat does.
    let result = gate(program, program, seed: seed) { order in order > 10 ? 1.1 : 1 }
    #expect(result.verdict == .pass)
  }

  @Test("Cost that moves from one function to another of its type has moved, and is no regression", arguments: 0..<2) func moved(seed: UInt64) {
    let base = SimulatedProgram()
    var head = base
    // Functions 0 and 10 are both of Service0.
    let amount = base[10].cost * 0.6
    head[10].cost -= amount
    head[0].cost += amount
    let result = gate(base, head, seed: seed)
    #expect(result.verdict != .regression)
    if let row = result.functions.first(where: { $0.statement == .moved }) {
      #expect(row.function == head[0].name)
      #expect(row.movedFrom == head[10].name)
      #expect(!row.movedWithin.isEmpty)
    }
  }

  @Test("Where another gave up about half of what a function costs more, nothing passes before that is told", arguments: 0..<4)
  func mayHaveMoved(seed: UInt64) {
    var base = SimulatedProgram()
    // Both of Service0: a twentieth of the program, and a fifth.
    (base[10].cost, base[0].cost) = (0.05 * base.nominal, 0.2 * base.nominal)
    var head = base
    head[10].cost *= 1.12
    head[0].cost *= 0.984
    let result = gate(base, head, seed: seed)
    #expect(result.verdict != .pass, "\(result.sentence)")
    let open = result.functions.filter(\.mayHaveMoved)
    #expect(open.isEmpty || result.verdict == .inconclusive && result.reason.contains(head[10].name) && result.design?.pairs == 16)
  }

  @Test("A function that is inlined has moved into its caller") func inlined() {
    var base = SimulatedProgram()
    let (caller, callee) = (2, 3)
    base[callee].callers = base[caller].callers + [base[caller].name]
    var head = base
    head[caller].cost += head[callee].cost
    head.routines.remove(at: callee)
    let result = gate(base, head, seed: 4)
    #expect(result.verdict == .pass)
    let row = result.functions.first { $0.function == base[caller].name }
    #expect(row?.statement == .moved)
    #expect(row?.movedFrom == base[callee].name)
    #expect(result.functions.first { $0.function == base[callee].name }?.match == .gone)
  }

  @Test("A function that is outlined has moved out of its caller, though it is new") func outlined() {
    var head = SimulatedProgram()
    let (caller, callee) = (2, 3)
    head[callee].callers = head[caller].callers + [head[caller].name]
    var base = head
    base[caller].cost += base[callee].cost
    base.routines.remove(at: callee)
    let result = gate(base, head, seed: 4)
    #expect(result.verdict == .pass)
    let row = result.functions.first { $0.function == head[callee].name }
    #expect(row?.match == .new)
    #expect(row?.statement == .moved)
  }

  @Test("A renamed function is the same function") func renamed() {
    let base = SimulatedProgram()
    var head = base
    head[5].name = "Service5.anotherName(_:)"
    head[5].symbol = "$s3App8Service5C11anotherNameyyF"
    let result = gate(base, head, seed: 9)
    #expect(result.verdict == .pass)
    let row = result.functions.first { $0.function == head[5].name }
    #expect(row?.match == .renamed)
    #expect(row?.baseFunction == base[5].name)
  }

  @Test("A new specialisation is the function it was made from") func specialised() {
    let base = SimulatedProgram()
    var head = base
    // Half of the cost has another symbol and the same name.
    head[4].cost /= 2
    var other = head[4]
    other.symbol += "Tg5"
    head.routines.append(other)
    let result = gate(base, head, seed: 11)
    #expect(result.verdict == .pass)
    #expect(result.functions.count { $0.function == base[4].name } == 1)
  }

  @Test("A new function that costs 2 % is named") func newFunction() {
    let base = SimulatedProgram()
    var head = base
    head.routines.append(
      SimulatedProgram.Routine(
        name: "Audit.log(_:)", symbol: "$s3App5AuditV3logyyF", file: "Sources/App/Audit.swift", line: 3, callers: ["main", "Server.handle(_:)"],
        cost: 2000))
    let result = gate(base, head, seed: 12)
    #expect(result.verdict == .regression)
    #expect(result.functions.first?.function == "Audit.log(_:)")
    #expect(result.functions.first?.match == .new)
    #expect(result.functions.first?.change == nil)
  }

  @Test("The rows of functions add up to the total on both sides") func conservation() throws {
    let base = SimulatedProgram()
    var head = base
    head[5].name = "Service5.anotherName(_:)"
    head[7].file = "Sources/App/Other.swift"
    head.routines.remove(at: 9)
    let result = gate(base, head, seed: 13)
    let before = result.functions.reduce(0) { $0 + $1.base.value }
    let after = result.functions.reduce(0) { $0 + $1.head.value }
    let difference = result.functions.reduce(0) { $0 + $1.difference.value }
    // The profile's own sums per request, of all pairs; rounding only.
    let runs = Double(result.base.runs)
    #expect(runs > 0)
    #expect(abs(before - 100_000) < 2000)
    #expect(abs(after - before - difference) < 1e-6 * before)
    let samples = result.functions.reduce(0) { $0 + $1.baseSamples }
    #expect(samples == result.base.samples)
    #expect(result.functions.reduce(0) { $0 + $1.headSamples } == result.head.samples)
  }

  @Test("The same seed gives the same answer") func reproducible() {
    let program = SimulatedProgram(functions: 40)
    let (first, second) = (gate(program, program, seed: 3), gate(program, program, seed: 3))
    #expect(first.functions.map(\.p) == second.functions.map(\.p))
    #expect(first.sentence == second.sentence)
  }

  @Test("Two increases are not paid by one decrease") func twoIncreases() {
    let base = SimulatedProgram()
    var head = base
    let amount = base[10].cost * 0.6
    head[10].cost -= amount
    head[0].cost += amount
    head[20].cost += amount
    let result = gate(base, head, seed: 21)
    #expect(result.verdict == .regression)
  }

  @Test("A machine on which the base differs from itself gives no verdict") func control() {
    let program = SimulatedProgram(functions: 60)
    // Pairs of a block differ by a fifth, in turns one way and the other, as the controls are taken; both runs of a pair are alike.
    let result = gate(program, program, seed: 5) { order in
      let (block, isSecond) = (max(0, order - 2) / 4, max(0, order - 2) % 4 > 1)
      return (block % 2 == 0) == isSecond ? 1.2 : 1
    }
    #expect(result.verdict == .inconclusive)
    #expect(result.trust.contains { $0.name == "control" && $0.status == .refused })
    #expect(result.reason.contains("runs of the base differ from each other"))
  }

  @Test("An allocation more per request fails at the first look, and says how many") func allocations() {
    let program = SimulatedProgram(functions: 30)
    let recorder = SimulatedProgram.Recorder(program)
    var generator = SplitMix64(seed: 2)
    var gate = Gate(Gate.Plan())
    while let step = gate.next() {
      var run = recorder.run(&generator)
      if step.purpose == .counting { run.meters.allocations = (step.side == .base ? 12 : 13) * run.requests }
      gate.add(run, for: step)
    }
    let result = gate.result()
    #expect(result.verdict == .regression)
    #expect(result.sentence.contains("12 → 13"))
    #expect(result.design?.pairs == 6)
  }
}
