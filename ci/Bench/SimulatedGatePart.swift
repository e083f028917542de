import Regression
import Scaling

/// How often the gate's decisions are wrong, on runs drawn at random: ten pairs of a program of 200 functions, 30 000 samples a run.
enum SimulatedGatePart {
  static func run(_ table: inout Table) {
    for (own, common) in [(0.02, 0.01), (0.05, 0.02), (0.02, 0.03)] { identical(own: own, common: common, gates: 200, &table) }
    slower(gates: 100, &table)
  }

  private static func identical(own: Double, common: Double, gates: Int, _ table: inout Table) {
    var program = SimulatedProgram()
    (program.ownVariation, program.commonVariation) = (own, common)
    let verdicts = (0..<gates).map { gate(program, program, $0).verdict }
    let (regressions, inconclusive) = (verdicts.count { $0 == .regression }, verdicts.count { $0 == .inconclusive })
    let noise = "noise \(Int(own * 100)) % of each function, \(Int(common * 100)) % in common"
    table.add(
      "simulated gate, identical code, \(noise): REGRESSION", bar: "≤ 1 %", measured: Rate(regressions, of: gates).text,
      isMet: Double(regressions) <= 0.01 * Double(gates))
    table.add(
      "the same: INCONCLUSIVE", bar: "≤ 10 %", measured: Rate(inconclusive, of: gates).text, isMet: Double(inconclusive) <= 0.1 * Double(gates))
  }

  private static func slower(gates: Int, _ table: inout Table) {
    let base = SimulatedProgram()
    var head = base
    let slow = base.index(ofShare: 0.05)
    head[slow].cost *= 1.1
    let named = (0..<gates).count {
      let result = gate(base, head, $0)
      return result.verdict == .regression && result.functions.first?.function == head[slow].name
    }
    table.add(
      "simulated gate, +10 % in a 5 % function: found and named", bar: "≥ 90 %", measured: Rate(named, of: gates).text,
      isMet: Double(named) >= 0.9 * Double(gates))
  }

  /// Other seeds than those of the tests and of the simulations the limits were chosen with.
  private static func gate(_ base: SimulatedProgram, _ head: SimulatedProgram, _ number: Int) -> Regression.Comparison {
    var plan = Gate.Plan()
    (plan.seed, plan.countingRuns) = (UInt64(1_000_000 + number), 0)
    return SimulatedGate.run(base, head, plan, seed: UInt64(9_000_000 + 31 * number)).result()
  }
}
