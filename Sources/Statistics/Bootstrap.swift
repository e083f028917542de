/// A small fast generator of random numbers that gives the same numbers for the same seed everywhere.
///
/// Source: G. Steele, D. Lea and C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014; <https://prng.di.unimi.it/splitmix64.c>.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// An index below `count`, which is more than 0; the bias of the multiplication is below count/2⁶⁴.
  public mutating func index(below count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

  /// Uniform in [0, 1), of 53 bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Confidence intervals by resampling whole runs.
public enum Bootstrap {
  /// The 95 % percentile interval of `resampled` estimates around `value`; the value alone where there are none.
  ///
  /// Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13. Estimates that are not finite are left out.
  public static func interval(_ value: Double, _ resampled: [Double]) -> Interval {
    let sorted = resampled.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return Interval(exactly: value) }
    let low = SampleStatistics.quantile(0.025, ofSorted: sorted)
    let high = SampleStatistics.quantile(0.975, ofSorted: sorted)
    // An estimate at a bound can lie outside its own percentiles; an interval holds its value.
    return Interval(value, low: min(low, value), high: max(high, value))
  }

  /// The interval of a statistic of one sample of runs.
  ///
  /// - Parameters:
  ///   - statistic: Told from the runs at the given indices, which repeat.
  ///   - seed: The same seed gives the same interval.
  public static func interval(count: Int, resamples: Int = 1000, seed: UInt64 = 1, _ statistic: ([Int]) -> Double) -> Interval {
    guard count > 0 else { return Interval(exactly: .nan) }
    var generator = SplitMix64(seed: seed)
    var indices = Array(0..<count)
    let value = statistic(indices)
    var estimates: [Double] = []
    estimates.reserveCapacity(resamples)
    for _ in 0..<resamples {
      for position in indices.indices { indices[position] = generator.index(below: count) }
      estimates.append(statistic(indices))
    }
    return interval(value, estimates)
  }
}
