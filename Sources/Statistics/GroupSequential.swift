import Glibc

/// Bounds for a test that is looked at several times while data come in, so that all looks together alarm no more often than one.
public struct GroupSequential: Sendable, Hashable {
  /// How the error is spent over the looks.
  public enum Spending: Sendable, Hashable, CaseIterable {
    /// Hardly anything early, nearly all at the end.
    case obrienFleming
    /// Alike at all looks.
    case pocock

    /// What of `alpha` may be spent up to the share `fraction` of all information, 0 to 1.
    ///
    /// Source: K. K. G. Lan and D. L. DeMets, "Discrete Sequential Boundaries for Clinical Trials", 1983: α₁* and α₂*, for one side.
    public func spent(_ fraction: Double, alpha: Double) -> Double {
      guard fraction > 0 else { return 0 }
      guard fraction < 1 else { return alpha }
      switch self {
      case .obrienFleming:
        let normal = NormalDistribution()
        return min(alpha, 2 * normal.upperTail(normal.quantile(1 - alpha / 2) / fraction.squareRoot()))
      case .pocock: return alpha * log(1 + (M_E - 1) * fraction)
      }
    }
  }

  /// The share of all information at each look, rising to 1.
  public let fractions: [Double]
  /// |z| from which each look alarms.
  public let bounds: [Double]
  /// The same as two-sided p values: a look alarms when its p is at most this.
  public var nominalPValues: [Double] { bounds.map { 2 * NormalDistribution().upperTail($0) } }

  /// Finds the bounds of a two-sided test, half of `alpha` for each side.
  ///
  /// - Returns: nil unless the fractions rise, above 0 and up to 1 at most, and alpha lies between 0 and 1.
  public init?(fractions: [Double], alpha: Double, spending: Spending = .obrienFleming) {
    guard !fractions.isEmpty, alpha > 0, alpha < 1, fractions.allSatisfy({ $0 > 0 && $0 <= 1 }) else { return nil }
    guard zip(fractions, fractions.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    self.fractions = fractions
    var walk = StoppedWalk()
    var bounds: [Double] = []
    var spent = 0.0
    for fraction in fractions {
      let due = spending.spent(fraction, alpha: alpha / 2)
      // By bisection: the probability to cross falls as the bound rises.
      var low = 0.0
      var high = 10.0
      let step = walk.step(to: fraction)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if step.upperCrossing(middle) > due - spent { low = middle } else { high = middle }
      }
      bounds.append(high)
      spent += step.upperCrossing(high)
      walk = step.stopped(at: high)
    }
    self.bounds = bounds
  }

  /// The probability that |z| reaches its bound at each look for the first time, when there is no effect.
  ///
  /// - Parameters:
  ///   - bounds: For |z|, positive.
  ///   - fractions: The share of information at each look, rising, above 0.
  public static func crossingProbabilities(bounds: [Double], fractions: [Double]) -> [Double] {
    var walk = StoppedWalk()
    return zip(bounds, fractions).map { bound, fraction in
      let step = walk.step(to: fraction)
      walk = step.stopped(at: bound)
      return 2 * step.upperCrossing(bound)
    }
  }
}

/// The density of the score of a test that was not stopped yet, on a grid.
///
/// The score S = z·√t is a walk with independent normal steps of variance Δt, so that the density after a look is that before, cut at the bounds and
/// folded with the next step. Source: P. Armitage, C. K. McPherson and B. C. Rowe, "Repeated Significance Tests on Accumulating Data", 1969;
/// Simpson's rule with steps of a twelfth of the next look's deviation, which leaves an error of about 1e-7.
private struct StoppedWalk {
  var fraction = 0.0
  /// Where the walk may be; a single point before the first look.
  var points: [Double] = [0]
  /// Density times the weight of the quadrature.
  var masses: [Double] = [1]

  /// The way to the next look.
  struct Step {
    let walk: StoppedWalk
    let fraction: Double
    let deviation: Double

    /// The probability to get here with z at or above `bound`.
    func upperCrossing(_ bound: Double) -> Double {
      let normal = NormalDistribution()
      let edge = bound * fraction.squareRoot()
      var sum = 0.0
      for (point, mass) in zip(walk.points, walk.masses) { sum += mass * normal.upperTail((edge - point) / deviation) }
      return sum
    }

    /// The walk that goes on after this look when |z| < `bound`.
    func stopped(at bound: Double) -> StoppedWalk {
      let edge = min(bound, 9) * fraction.squareRoot()
      // The next step is not known yet: fine enough for one that is a hundredth of all information, or as long as this one.
      let width = min(deviation, 0.2) / 12
      let intervals = 2 * min(1000, max(20, Int((edge / width).rounded(.up))))
      let spacing = 2 * edge / Double(intervals)
      var next = StoppedWalk(fraction: fraction, points: [], masses: [])
      for index in 0...intervals {
        let point = -edge + spacing * Double(index)
        let weight = index == 0 || index == intervals ? 1.0 : index % 2 == 1 ? 4 : 2
        var density = 0.0
        for (from, mass) in zip(walk.points, walk.masses) {
          let distance = (point - from) / deviation
          if abs(distance) < 9 { density += mass * exp(-distance * distance / 2) }
        }
        next.points.append(point)
        next.masses.append(density / (deviation * (2 * Double.pi).squareRoot()) * weight * spacing / 3)
      }
      return next
    }
  }

  func step(to fraction: Double) -> Step {
    Step(walk: self, fraction: fraction, deviation: max(fraction - self.fraction, 1e-12).squareRoot())
  }
}
