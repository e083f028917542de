import Glibc
import Statistics

/// The variance that differences of a row should have: that of counting samples, and that between runs.
///
/// A count n is Poisson, so that ln n varies by 1/n; every function varies by c² between runs besides. c is the one with which the median row varies as the
/// model says, so that a few functions of their own kind decide nothing.
enum NoiseModel {
  /// What is taken for c when there are no repetitions to tell it.
  static let assumedVariation = 0.02

  /// 2c² of pairs (c² of single runs): what is added to the variances of counting.
  ///
  /// - Parameters:
  ///   - counting: The variance of counting, by row.
  ///   - variances: The sample variance, by row.
  ///   - degreesOfFreedom: Of each sample variance.
  static func betweenRuns(counting: [Double], variances: [Double], degreesOfFreedom: Double) -> Double {
    let rows = zip(counting, variances).filter { $0.isFinite && $1.isFinite && $0 > 0 && $1 >= 0 }
    guard rows.count >= VariancePrior.leastRows, degreesOfFreedom > 0 else { return 2 * assumedVariation * assumedVariation }
    let expected = ChiSquaredDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.5) / degreesOfFreedom
    func median(_ added: Double) -> Double { SampleStatistics.median(rows.map { $1 / ($0 + added) }) }
    guard median(0) > expected else { return 0 }
    var (low, high) = (0.0, 1.0)
    while median(high) > expected, high < 1e6 { high *= 4 }
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if median(middle) > expected { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
