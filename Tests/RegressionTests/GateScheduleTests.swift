import Profiles
import Statistics
import Testing

@testable import Regression

@Suite("The schedule of a gate")
struct GateScheduleTests {
  private func plan(pairs: Int = 10, seed: UInt64 = 3, countingRuns: Int = 0) -> Gate.Plan {
    var plan = Gate.Plan()
    (plan.pairs, plan.seed, plan.countingRuns) = (pairs, seed, countingRuns)
    return plan
  }

  private func steps(_ plan: Gate.Plan) -> [Gate.Step] {
    var gate = Gate(plan)
    var steps: [Gate.Step] = []
    var generator = SplitMix64(seed: 1)
    let program = SimulatedProgram.Recorder(SimulatedProgram(functions: 20))
    while let step = gate.next() {
      steps.append(step)
      gate.add(program.run(&generator), for: step)
    }
    return steps
  }

  @Test("Looks are at even numbers near 0.6, 1 and 1.6 times the pairs")
  func looks() {
    #expect(GateSchedule.looks(10) == [6, 10, 16])
    #expect(GateSchedule.looks(20) == [12, 20, 32])
    #expect(GateSchedule.looks(5) == [4, 6, 8])
    #expect(GateSchedule.looks(2) == [2, 4])
    #expect(GateSchedule.looks(0).first == 2)
  }

  @Test("A block of two pairs is ABBA or BAAB, both occur, and the same seed gives the same order")
  func blocks() {
    let steps = steps(plan())
    #expect(steps.map(\.order) == Array(steps.indices))
    let pairs = steps.filter { $0.purpose == .pair }
    var kinds: Set<[Side]> = []
    for start in stride(from: 0, to: pairs.count, by: 4) {
      let block = pairs[start..<start + 4]
      kinds.insert(block.map(\.side))
      #expect(block.map(\.pair) == [start / 2, start / 2, start / 2 + 1, start / 2 + 1])
    }
    #expect(kinds.isSubset(of: [[.base, .head, .head, .base], [.head, .base, .base, .head]]))
    let other = (0..<8).flatMap { seed in self.steps(plan(seed: seed)).filter { $0.purpose == .pair }.prefix(1).map(\.side) }
    #expect(Set(other).count == 2)
    #expect(self.steps(plan()) == steps)
  }

  @Test("Each side is warmed up once, then counting runs alternate") func warmups() {
    let steps = steps(plan(countingRuns: 2))
    #expect(steps.prefix(2).map(\.purpose) == [.warmup, .warmup])
    #expect(Set(steps.prefix(2).map(\.side)).count == 2)
    #expect(steps[2..<6].map(\.side) == [.base, .head, .base, .head])
    #expect(steps[2..<6].allSatisfy { $0.purpose == .counting })
  }

  @Test("A step is handed out until it is answered") func sameStep() {
    var gate = Gate(plan())
    #expect(gate.next() == gate.next())
  }

  @Test("A pair with a failed run is made once more, both sides of it") func repeats() throws {
    var gate = Gate(plan())
    var generator = SplitMix64(seed: 1)
    let program = SimulatedProgram.Recorder(SimulatedProgram(functions: 20))
    var made: [Gate.Step] = []
    var hasFailed = false
    while let step = gate.next() {
      made.append(step)
      if step.purpose == .pair, step.pair == 1, !hasFailed {
        hasFailed = true
        gate.fail(step, "exit 1")
      } else {
        gate.add(program.run(&generator), for: step)
      }
    }
    #expect(made.count { $0.purpose == .pair && $0.pair == 1 } == 3)
    let design = try #require(gate.result().design)
    #expect(design.pairs == made.filter { $0.purpose == .pair }.map(\.pair).max()! + 1)
    #expect(design.failures.count == 1)
  }

  @Test("Three failures of one side in a row end the gate, and the reason names the side") func givesUp() {
    var gate = Gate(plan())
    var generator = SplitMix64(seed: 1)
    let program = SimulatedProgram.Recorder(SimulatedProgram(functions: 20))
    var heads = 0
    while let step = gate.next() {
      if step.side == .head, step.purpose == .pair {
        heads += 1
        gate.fail(step, "exit 7")
      } else {
        gate.add(program.run(&generator), for: step)
      }
    }
    #expect(heads == 3)
    let result = gate.result()
    #expect(result.verdict == .inconclusive)
    #expect(result.reason.contains("head") && result.reason.contains("exit 7"))
  }
}
