import Statistics
import Testing

@testable import Regression
@testable import Scaling

@Suite("A comparison of results of scale")
struct ScaleComparisonTests {
  private func difference(cpu: ScaleDifference.Statement, efficiency: ScaleDifference.Statement, isTrusted: Bool = true) -> ScaleDifference {
    let interval = { (value: Double) in Interval(value, low: value * 0.99, high: value * 1.01) }
    var difference = ScaleDifference(base: ScaleResult(), head: ScaleResult())
    difference.isTrusted = isTrusted
    difference.performance = [ScaleDifference.Metric(.cpuPerRequest, level: 1, base: interval(100), head: interval(100), isDeciding: true)]
    difference.performance[0].statement = cpu
    difference.scalability = [ScaleDifference.Metric(.efficiency, level: 8, base: interval(0.8), head: interval(0.6), isDeciding: true)]
    difference.scalability[0].statement = efficiency
    difference.verdict = cpu == .worse || efficiency == .worse ? .regression : .pass
    return difference
  }

  private func verdicts(_ difference: ScaleDifference) -> [Verdict] { Comparison(scale: difference).aspects.map(\.verdict) }

  @Test("What a request costs and how that moves with load have verdicts of their own") func apart() {
    #expect(verdicts(difference(cpu: .noDifference, efficiency: .worse)) == [.pass, .regression])
    #expect(verdicts(difference(cpu: .worse, efficiency: .noDifference)) == [.regression, .pass])
    #expect(verdicts(difference(cpu: .noDifference, efficiency: .cannotTell)) == [.pass, .inconclusive])
    #expect(Comparison(scale: difference(cpu: .worse, efficiency: .better)).metrics.map(\.statement) == [.worse])
  }

  @Test("Results that are not to be trusted, or cannot be compared, have no verdict") func untrusted() {
    #expect(verdicts(difference(cpu: .worse, efficiency: .worse, isTrusted: false)) == [.inconclusive, .inconclusive])
    let refused = Comparison(scale: ScaleDifference(base: ScaleResult(), head: ScaleResult()))
    #expect(refused.verdict == .inconclusive)
    #expect(refused.reason.contains("no levels"))
  }
}
