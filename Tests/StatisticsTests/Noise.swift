import Glibc
import Statistics

/// Random numbers of the usual families from one seed.
struct Noise {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func uniform() -> Double { generator.unit() }

  /// Standard normal, by G. Box and M. Muller's transform of 1958.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - generator.unit())).squareRoot()
    return radius * cos(2 * Double.pi * generator.unit())
  }

  /// Chi-squared with a whole number of degrees of freedom.
  mutating func chiSquared(_ degreesOfFreedom: Int) -> Double {
    (0..<degreesOfFreedom).reduce(0) { sum, _ in
      let value = normal()
      return sum + value * value
    }
  }
}
