import Glibc
import Statistics

/// Tests rows of pairs: log-ratios within pairs, whose variance is at least that of counting samples.
enum PairedTest {
  /// - Returns: An estimate for each row.
  static func estimates(_ rows: [RowData]) -> [Estimate] { rows.map(estimate) }

  static func estimate(_ row: RowData) -> Estimate {
    var estimate = Estimate()
    estimate.base = SampleStatistics.meanInterval(row.base)
    estimate.head = SampleStatistics.meanInterval(row.head)
    let differences = zip(row.base, row.head).map { $1 - $0 }
    estimate.difference = SampleStatistics.meanInterval(differences)
    guard differences.count > 1 else { return estimate }
    guard row.base.allSatisfy({ $0 > 0 }), row.head.allSatisfy({ $0 > 0 }) else {
      estimate.p = StudentTest.pValue(meanIsZero: differences)
      return estimate
    }
    let ratios = zip(row.base, row.head).map { log($1 / $0) }
    let mean = SampleStatistics.mean(ratios)
    let poisson = zip(row.baseSamples, row.headSamples).map { 1 / max(1, $0) + 1 / max(1, $1) }
    let floor = poisson.isEmpty ? 0 : SampleStatistics.mean(poisson)
    let degrees = Double(ratios.count - 1)
    let error = (max(floor, SampleStatistics.variance(ratios)) / Double(ratios.count)).squareRoot()
    let student = StudentDistribution(degreesOfFreedom: degrees)
    let reach = StudentQuantile.twoSided95(degreesOfFreedom: degrees) * error
    estimate.change = Interval(expm1(mean), low: expm1(mean - reach), high: expm1(mean + reach))
    estimate.upperBound = expm1(mean + student.quantile(0.95) * error)
    estimate.lowerBound = expm1(mean - student.quantile(0.95) * error)
    estimate.p = error > 0 ? student.bothTails(mean / error) : mean == 0 ? 1 : 0
    estimate.minimumDetectableEffect = expm1((student.quantile(0.995) + student.quantile(0.9)) * error)
    return estimate
  }
}
