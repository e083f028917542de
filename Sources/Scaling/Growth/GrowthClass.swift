import Glibc

/// The ways in which cost may grow with the size n of the input.
public enum GrowthClass: String, Sendable, CaseIterable {
  case constant
  case logarithmic = "log n"
  case squareRoot = "sqrt n"
  case linear = "n"
  case linearithmic = "n log n"
  case quadratic = "n^2"
  case cubic = "n^3"

  /// f(n) of cost = c₀ + c₁·f(n); logarithms are natural.
  public func value(at size: Double) -> Double {
    switch self {
    case .constant: 0
    case .logarithmic: log(size)
    case .squareRoot: size.squareRoot()
    case .linear: size
    case .linearithmic: size * log(size)
    case .quadratic: size * size
    case .cubic: size * size * size
    }
  }
}
