import Glibc
import Statistics

/// Series with known changes, made from a seed.
struct TrendSeries {
  enum Family: String, CaseIterable, Sendable { case gaussian, lognormal, student, correlated, bimodal }

  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  private mutating func normal() -> Double { generator.normal() }

  /// Noise without a change. The correlated one is x' = 0.3·x + noise of variance 1 in all, the bimodal one has modes 5 deviations apart.
  mutating func noise(_ family: Family, _ count: Int) -> [Double] {
    var last = normal()
    return (0..<count).map { _ in
      switch family {
      case .gaussian: return normal()
      case .lognormal: return exp(normal())
      case .student:
        let value = normal()
        let square = (0..<3).reduce(0) { sum, _ in
          let next = normal()
          return sum + next * next
        }
        return value / (square / 3).squareRoot()
      case .correlated:
        last = 0.3 * last + 0.91.squareRoot() * normal()
        return last
      case .bimodal: return (generator.unit() < 0.5 ? 0 : 5) + normal()
      }
    }
  }

  /// Normal noise of deviation 1 around levels.
  mutating func levels(_ levels: [(level: Double, count: Int)]) -> [Double] {
    levels.flatMap { level in noise(.gaussian, level.count).map { $0 + level.level } }
  }
}
