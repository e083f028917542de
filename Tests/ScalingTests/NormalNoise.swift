import Glibc
import Statistics

/// Standard normal numbers from a seed (G. Box and M. Muller, 1958).
struct NormalNoise {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func next() -> Double { (-2 * log(1 - generator.unit())).squareRoot() * cos(2 * Double.pi * generator.unit()) }
}
