import Glibc

/// The mean of ratios: its logarithm is the mean of the logarithms, so that doubling one value and halving another changes nothing.
public enum GeometricMean {
  /// NaN for no value, and when one of them is not positive.
  public static func of(_ values: some Collection<Double>) -> Double {
    guard values.allSatisfy({ $0 > 0 }) else { return .nan }
    return exp(SampleStatistics.mean(values.map { log($0) }))
  }
}
