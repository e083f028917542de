import Statistics

/// The curve of c(N) = N/X(N), fitted so that the coefficients of its parts add up to those of the whole.
///
/// c(N) = a₀ + a₁(N−1) + a₂N(N−1) is linear in its coefficients. Weighted least squares with the same weights for every part is one linear map
/// from costs to coefficients, so parts that add up to c have coefficients that add up to c's. Weights are 1/c². Signs are free.
public struct AdditiveCurve: Sendable {
  public static let loss = "least squares on c(N), weights 1/c²"

  /// a₀, a₁ and a₂ of a cost: nanoseconds per request, or the unit of the cost given.
  public struct Coefficients: Sendable, Hashable {
    public var constant: Double
    public var linear: Double
    public var quadratic: Double
  }

  /// Of c itself; γ = 1/a₀.
  public let total: Coefficients
  /// 3 × runs, by rows: the map from costs to coefficients.
  private let projection: [Double]
  private let count: Int
  private let fit: LinearFit

  /// - Parameters:
  ///   - levels: N of each run, more than 0; at least three different ones.
  ///   - cycles: c of each run, more than 0.
  public init(levels: [Double], cycles: [Double]) throws(LeastSquaresError) {
    guard levels.count == cycles.count, cycles.allSatisfy({ $0 > 0 }) else { throw .invalidInput }
    // In units of the largest c, so that weights neither overflow nor vanish.
    let largest = cycles.max() ?? 1
    let weights = cycles.map { largest / $0 * (largest / $0) }
    let design = Self.design(levels)
    fit = try LinearLeastSquares.fit(design: design, columns: 3, response: cycles, weights: weights)
    count = levels.count
    var projection = [Double](repeating: 0, count: 3 * count)
    var unit = [Double](repeating: 0, count: count)
    for run in 0..<count {
      unit[run] = 1
      let column = try LinearLeastSquares.fit(design: design, columns: 3, response: unit, weights: weights).coefficients
      for coefficient in 0..<3 { projection[coefficient * count + run] = column[coefficient] }
      unit[run] = 0
    }
    self.projection = projection
    total = Self.apply(projection, cycles[...])
    guard total.constant != 0, total.constant.isFinite else { throw .invalidInput }
  }

  /// The coefficients of a part of c.
  ///
  /// - Parameter costs: One of each run, in the order of `levels`; 0 where the part did not occur.
  public func coefficients(of costs: some RandomAccessCollection<Double>) -> Coefficients {
    precondition(costs.count == count, "one cost for each run")
    return Self.apply(projection, costs)
  }

  /// α and β of a part: a₁ and a₂ of the part over a₀ of the total. Summed over parts they are α and β of the total, to rounding.
  public func shares(of part: Coefficients) -> (alpha: Double, beta: Double) {
    (part.linear / total.constant, part.quadratic / total.constant)
  }

  public var gamma: Double { 1 / total.constant }
  public var alpha: Double { total.linear / total.constant }
  public var beta: Double { total.quadratic / total.constant }

  /// Of γ, α and β, to first order; nil without degrees of freedom.
  public var standardErrors: [Double]? {
    let root = total.constant
    let directions = [[-1 / (root * root), 0, 0], [-alpha / root, 1 / root, 0], [-beta / root, 0, 1 / root]]
    let errors = directions.map { fit.variance(of: $0).squareRoot() }
    return errors.allSatisfy(\.isFinite) ? errors : nil
  }

  /// c at a level.
  public func cycle(at level: Double) -> Double { total.constant + total.linear * (level - 1) + total.quadratic * level * (level - 1) }

  /// 1, N−1 and N(N−1) of each level, by rows.
  static func design(_ levels: [Double]) -> [Double] { levels.flatMap { (level: Double) -> [Double] in [1, level - 1, level * (level - 1)] } }

  private static func apply(_ projection: [Double], _ costs: some RandomAccessCollection<Double>) -> Coefficients {
    let count = costs.count
    var result = (0.0, 0.0, 0.0)
    for (run, cost) in costs.enumerated() {
      result.0 += projection[run] * cost
      result.1 += projection[count + run] * cost
      result.2 += projection[2 * count + run] * cost
    }
    return Coefficients(constant: result.0, linear: result.1, quadratic: result.2)
  }
}
