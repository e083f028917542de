import Statistics
import Testing

/// Distribution functions against tables. Reference numbers: SciPy 1.17.1, printed to 16 digits; they agree with Abramowitz and Stegun's tables.
@Suite("Distributions") struct DistributionTests {
  /// Relative; the incomplete functions promise 1e-14 with small parameters and 1e-11 with large ones.
  private func isClose(_ value: Double, _ expected: Double, within bound: Double = 1e-12) -> Bool {
    abs(value - expected) <= bound * abs(expected)
  }

  private static let students: [[Double]] = [
    [1, 0.141463028121509, 3.0776835371752544, 12.706204736174694, 636.6192487687897],
    [2.5, 0.07225122237742189, 1.7302509288071766, 3.5746548420036817, 18.277893528131457],
    [8, 0.034468762147656096, 1.3968153097438654, 2.306004135204166, 5.041305433373456],
    [30, 0.022121235631161765, 1.3104150253913955, 2.0422724563012378, 3.6459586350420627],
    [1e4, 0.017876913928105382, 1.2816362297304775, 1.960201239890626, 3.2914999659416355],
  ]

  @Test("Student's t has the tails and quantiles of the tables", arguments: students)
  func student(_ row: [Double]) {
    let student = StudentDistribution(degreesOfFreedom: row[0])
    #expect(isClose(student.upperTail(2.1), row[1], within: 1e-11))
    #expect(isClose(student.cumulative(-2.1), row[1], within: 1e-11))
    #expect(isClose(student.quantile(0.9), row[2], within: 1e-10))
    #expect(isClose(student.quantile(0.975), row[3], within: 1e-10))
    #expect(isClose(student.quantile(0.9995), row[4], within: 1e-9))
    #expect(isClose(StudentQuantile.twoSided95(degreesOfFreedom: row[0]), row[3], within: 1e-10))
  }

  @Test("chi-squared has the tails and quantiles of the tables")
  func chiSquared() {
    #expect(isClose(ChiSquaredDistribution(degreesOfFreedom: 1).upperTail(3), 0.08326451666355042))
    #expect(isClose(ChiSquaredDistribution(degreesOfFreedom: 7.5).upperTail(20), 0.007657674067298914))
    #expect(isClose(ChiSquaredDistribution(degreesOfFreedom: 1000).cumulative(950), 0.13087593425431163, within: 1e-11))
    #expect(isClose(ChiSquaredDistribution(degreesOfFreedom: 1).quantile(0.95), 3.841458820694124))
    #expect(isClose(ChiSquaredDistribution(degreesOfFreedom: 10).quantile(0.01), 2.5582121601872063))
    #expect(isClose(ChiSquaredDistribution(degreesOfFreedom: 1000).quantile(0.975), 1089.5309127749135, within: 1e-11))
  }

  @Test("Fisher's F has the tails and quantiles of the tables")
  func fisher() {
    #expect(isClose(FisherDistribution(numerator: 2, denominator: 10).upperTail(3), 0.09536743164062497))
    #expect(isClose(FisherDistribution(numerator: 7, denominator: 3).upperTail(0.5), 0.7973063575133491))
    #expect(isClose(FisherDistribution(numerator: 1, denominator: 100).upperTail(12), 0.0007847827245154137))
    #expect(isClose(FisherDistribution(numerator: 2, denominator: 10).quantile(0.95), 4.1028210151304))
    #expect(isClose(FisherDistribution(numerator: 5, denominator: 20).quantile(0.99), 4.102684630584732))
  }

  @Test("the normal distribution keeps its digits in the tails")
  func normal() {
    let normal = NormalDistribution()
    #expect(isClose(normal.upperTail(6), 9.865876450376946e-10))
    #expect(isClose(normal.quantile(1e-10), -6.361340902404056, within: 1e-11))
    #expect(isClose(normal.quantile(0.3), -0.5244005127080409))
    #expect(isClose(normal.quantile(0.975), 1.959963984540054))
  }

  @Test("incomplete beta and gamma functions agree with SciPy for small and large parameters")
  func special() {
    #expect(isClose(SpecialFunctions.regularizedBeta(0.2, 0.5, 5), 0.8550723945959195))
    #expect(isClose(SpecialFunctions.regularizedBeta(0.4, 200, 300), 0.5024286163199315, within: 1e-11))
    #expect(isClose(SpecialFunctions.regularizedBeta(0.333, 1e5, 2e5), 0.34940317176600605, within: 1e-9))
    #expect(isClose(SpecialFunctions.regularizedGamma(0.1, 0.01).upper, 0.3373787400455204))
    #expect(isClose(SpecialFunctions.regularizedGamma(50, 40).upper, 0.9296649333406051, within: 1e-11))
    #expect(isClose(SpecialFunctions.regularizedGamma(1e5, 1.001e5).upper, 0.3755548692955945, within: 1e-9))
  }

  @Test(
    "digamma and trigamma agree with SciPy from small to large",
    arguments: [
      (0.01, -100.56088545786868, 10001.621213528311), (0.5, -1.9635100260214235, 4.93480220054468), (1, -0.5772156649015329, 1.6449340668482266),
      (3.7, 1.1671535393615113, 0.31003785767003833), (50, 3.9019896734278925, 0.020201333226697128),
      (1e6, 13.81551005796419, 1.0000005000001667e-06),
    ])
  func polygamma(_ x: Double, _ digamma: Double, _ trigamma: Double) {
    #expect(isClose(SpecialFunctions.digamma(x), digamma) && isClose(SpecialFunctions.trigamma(x), trigamma))
    #expect(isClose(SpecialFunctions.trigammaInverse(trigamma), x, within: 1e-11))
  }

  @Test("polygamma functions outside of their range are NaN, and their inverse has its limits")
  func polygammaEnds() {
    #expect(SpecialFunctions.digamma(0).isNaN && SpecialFunctions.trigamma(-1).isNaN && SpecialFunctions.digamma(.infinity) == .infinity)
    #expect(SpecialFunctions.trigammaInverse(0) == .infinity && SpecialFunctions.trigammaInverse(.infinity) == 0)
    #expect(SpecialFunctions.trigammaInverse(-1).isNaN && SpecialFunctions.trigammaInverse(.nan).isNaN)
  }

  @Test("the ends of the range and nonsense give ends and NaN, never a trap", arguments: [-1, 2, Double.nan])
  func ends(_ nonsense: Double) {
    let student = StudentDistribution(degreesOfFreedom: 3)
    #expect(student.quantile(nonsense).isNaN && student.quantile(0) == -.infinity && student.quantile(1) == .infinity)
    #expect(student.upperTail(.infinity) == 0 && student.upperTail(-.infinity) == 1 && student.upperTail(.nan).isNaN)
    #expect(ChiSquaredDistribution(degreesOfFreedom: 3).quantile(0) == 0 && ChiSquaredDistribution(degreesOfFreedom: 3).upperTail(-1) == 1)
    #expect(SpecialFunctions.regularizedBeta(nonsense, 1, 1).isNaN && SpecialFunctions.regularizedGamma(-1, 1).lower.isNaN)
    #expect(StudentQuantile.twoSided95(degreesOfFreedom: 0) == .infinity)
  }
}
