import Testing

@testable import Regression

@Suite("A gate on simulated programs")
struct GateTruthTests {
  @Test("finds +10 % in a 5 % function") func finds() {
    let base = SimulatedProgram()
    var head = base
    let slow = base.index(ofShare: 0.05)
    head[slow].cost *= 1.1
    let gate = SimulatedGate.run(base, head, Gate.Plan(), seed: 1)
    let result = gate.result()
    #expect(result.verdict == .regression)
    #expect(result.functions.first { $0.statement == .worse }?.function == head[slow].name)
  }
}
