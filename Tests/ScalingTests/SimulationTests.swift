import Testing

@testable import Scaling

/// Bounds: the simulation is exact, so classes and culprits are known; its 3 600 requests a run leave about 1 % of noise in X.
@Suite("Simulated runs")
struct SimulationTests {
  @Test("of a 5 % lock lose to contention, all of it the lock's and charged to who holds it")
  func lock() throws {
    let result = try SimulatedRuns("lock5pct").analysis().result()
    let account = try #require(result.account)
    #expect(account.level == 32)
    let largest = try #require(account.rows.filter { $0.lossClass != .base }.max { $0.loss < $1.loss })
    #expect(largest.lossClass == .contention)
    #expect(largest.isClaimed)
    let share = try #require(account.rows.first { $0.lossClass == .contention }).share.value
    #expect(abs(share - 1) < 0.01)
    // By the simulation every wait for the lock is for code in B: within 1 %.
    let lockWait = account.rows.first { $0.lossClass == .contention }!.delta.value
    let charged = account.culprits.filter { $0.frame.function == "B" }.reduce(0) { $0 + ($1.deltas[.contention] ?? 0) }
    #expect(abs(charged / lockWait - 1) < 0.01)
    #expect(result.sentence.hasPrefix("The limit is contention: at N=32"))
  }

  @Test("of four exhausted cores lose to cores, and nothing of it is called contention")
  func cores() throws {
    let result = try SimulatedRuns("cpu_saturation_P4").analysis().result()
    let account = try #require(result.account)
    let rows = Dictionary(uniqueKeysWithValues: account.rows.map { ($0.lossClass, $0) })
    #expect(abs(rows[.cores]!.share.value - 1) < 0.01)
    #expect(rows[.cores]!.isClaimed)
    #expect(rows[.contention]!.loss == 0)
    // Those who keep the cores are code in A.
    let charged = account.culprits.filter { $0.frame.function == "A" }.reduce(0) { $0 + ($1.deltas[.cores] ?? 0) }
    #expect(abs(charged / rows[.cores]!.delta.value - 1) < 0.01)
    let ceiling = try #require(result.ceilings.first { $0.kind == .cores }?.maximum)
    // P / D = 4 / 1 s.
    #expect(abs(ceiling.value - 4) < 0.04)
  }

  @Test("have accounts that add up exactly, at every level", arguments: ["lock5pct", "cpu_saturation_P4"])
  func additivity(name: String) throws {
    let result = try SimulatedRuns(name).analysis().result()
    let account = try #require(result.account)
    // Sums of some hundred numbers of size c: rounding only.
    #expect(abs(account.rows.reduce(0) { $0 + $1.delta.value } - (account.cycle - account.baseCycle)) < 1e-9 * account.cycle)
    #expect(abs(account.rows.reduce(0) { $0 + $1.loss } - account.loss) < 1e-9 * account.ideal)
    #expect(abs(account.stacks.reduce(0) { $0 + $1.delta.value } - (account.cycle - account.baseCycle)) < 1e-9 * account.cycle)
    for tree in [account.victims, account.culprits] {
      #expect(abs(tree.reduce(0) { $0 + $1.deltas.values.reduce(0, +) } - (account.cycle - account.baseCycle)) < 1e-9 * account.cycle)
      #expect(abs(tree.reduce(0) { $0 + $1.base } - account.baseCycle) < 1e-9 * account.cycle)
    }
    for level in result.levels {
      #expect(abs(level.states.values.reduce(0, +) - level.cycleTime.value) < 1e-9 * level.cycleTime.value)
      let loss = Double(level.level) * result.levels[0].throughput.value - level.throughput.value
      #expect(abs(level.losses.values.reduce(0, +) - loss) < 1e-9 * level.throughput.value * Double(level.level))
    }
  }

  @Test("give stacks whose curve coefficients add up to those of the whole")
  func coefficients() throws {
    let result = try SimulatedRuns("lock5pct").analysis().result()
    let account = try #require(result.account)
    let curve = try AdditiveCurve(levels: result.levels.map { Double($0.level) }, cycles: result.levels.map(\.cycleTime.value))
    #expect(abs(account.stacks.reduce(0) { $0 + ($1.alpha ?? 0) } - curve.alpha) < 1e-12)
    #expect(abs(account.stacks.reduce(0) { $0 + ($1.beta ?? 0) } - curve.beta) < 1e-12)
  }
}
