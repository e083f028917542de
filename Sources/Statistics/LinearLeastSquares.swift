/// Why a least-squares problem has no answer.
public enum LeastSquaresError: Error, Sendable, Equatable {
  /// Fewer rows than columns.
  case tooFewRows
  /// A column is a combination of those before it.
  case dependentColumn(Int)
  /// A number is infinite or NaN, a weight negative, or the arrays do not fit together.
  case invalidInput
}

/// A fitted linear model.
public struct LinearFit: Sendable {
  public var coefficients: [Double]
  /// (AᵀWA)⁻¹, by rows; times `variance` it is the covariance of the coefficients.
  public var unscaledCovariance: [Double]
  /// Σ w·r².
  public var residualSumOfSquares: Double
  /// Rows less columns.
  public var degreesOfFreedom: Int

  /// Of the residuals; NaN without degrees of freedom.
  public var variance: Double { degreesOfFreedom > 0 ? residualSumOfSquares / Double(degreesOfFreedom) : .nan }

  /// NaN without degrees of freedom.
  public var standardErrors: [Double] { standardErrors(variance: variance) }

  /// For a variance of the residuals that is known better.
  public func standardErrors(variance: Double) -> [Double] {
    coefficients.indices.map { (unscaledCovariance[$0 * coefficients.count + $0] * variance).squareRoot() }
  }

  /// The variance of Σ direction·coefficient.
  ///
  /// - Parameter variance: Of the residuals; that of this fit unless another is known better.
  public func variance(of direction: [Double], variance known: Double? = nil) -> Double {
    let count = coefficients.count
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<count { sum += direction[row] * direction[column] * unscaledCovariance[row * count + column] }
    }
    return sum * (known ?? variance)
  }
}

/// Weighted linear least squares by Householder's reflections.
///
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", algorithms 5.1.1 and 5.3.2. Columns are brought to one length first.
public enum LinearLeastSquares {
  /// - Parameters:
  ///   - design: By rows, `columns` numbers each.
  ///   - response: One number a row.
  ///   - weights: One a row, not negative; nil for equal weights.
  public static func fit(
    design: [Double], columns: Int, response: [Double], weights: [Double]? = nil
  ) throws(LeastSquaresError) -> LinearFit {
    let rows = response.count
    guard columns > 0, design.count == rows * columns, (weights?.count ?? rows) == rows else { throw .invalidInput }
    guard rows >= columns else { throw .tooFewRows }
    var matrix = design
    var right = response
    if let weights {
      for row in 0..<rows {
        guard weights[row] >= 0 else { throw .invalidInput }
        let root = weights[row].squareRoot()
        for column in 0..<columns { matrix[row * columns + column] *= root }
        right[row] *= root
      }
    }
    guard matrix.allSatisfy(\.isFinite), right.allSatisfy(\.isFinite) else { throw .invalidInput }
    let scales = try normalize(&matrix, rows: rows, columns: columns)
    try triangularize(&matrix, &right, rows: rows, columns: columns)
    let inverse = invertedTriangle(matrix, columns)
    var coefficients = [Double](repeating: 0, count: columns)
    for row in 0..<columns {
      for column in row..<columns { coefficients[row] += inverse[row * columns + column] * right[column] }
      coefficients[row] /= scales[row]
    }
    var covariance = [Double](repeating: 0, count: columns * columns)
    for row in 0..<columns {
      for column in 0..<columns {
        for inner in max(row, column)..<columns {
          covariance[row * columns + column] += inverse[row * columns + inner] * inverse[column * columns + inner]
        }
        covariance[row * columns + column] /= scales[row] * scales[column]
      }
    }
    let squares = right[columns...].reduce(0) { $0 + $1 * $1 }
    return LinearFit(
      coefficients: coefficients, unscaledCovariance: covariance, residualSumOfSquares: squares, degreesOfFreedom: rows - columns)
  }

  /// Divides each column by its length and returns the lengths.
  private static func normalize(_ matrix: inout [Double], rows: Int, columns: Int) throws(LeastSquaresError) -> [Double] {
    var scales: [Double] = []
    for column in 0..<columns {
      var largest = 0.0
      for row in 0..<rows { largest = max(largest, abs(matrix[row * columns + column])) }
      guard largest > 0 else { throw .dependentColumn(column) }
      var sum = 0.0
      for row in 0..<rows {
        let ratio = matrix[row * columns + column] / largest
        sum += ratio * ratio
      }
      let scale = largest * sum.squareRoot()
      guard scale.isFinite else { throw .invalidInput }
      for row in 0..<rows { matrix[row * columns + column] /= scale }
      scales.append(scale)
    }
    return scales
  }

  /// Leaves R in the upper triangle of `matrix` and Qᵀb in `right`.
  private static func triangularize(
    _ matrix: inout [Double], _ right: inout [Double], rows: Int, columns: Int
  ) throws(LeastSquaresError) {
    for column in 0..<columns {
      var sum = 0.0
      for row in column..<rows { sum += matrix[row * columns + column] * matrix[row * columns + column] }
      let length = sum.squareRoot()
      // Columns have length 1, so what is left of one that depends on others is rounding.
      guard length > Double(rows) * 16 * Double.ulpOfOne else { throw .dependentColumn(column) }
      let diagonal = matrix[column * columns + column]
      let reflected = diagonal > 0 ? -length : length
      matrix[column * columns + column] = diagonal - reflected
      let factor = -1 / (reflected * matrix[column * columns + column])
      for other in (column + 1)..<max(columns, column + 1) {
        var product = 0.0
        for row in column..<rows { product += matrix[row * columns + column] * matrix[row * columns + other] }
        product *= factor
        for row in column..<rows { matrix[row * columns + other] -= product * matrix[row * columns + column] }
      }
      var product = 0.0
      for row in column..<rows { product += matrix[row * columns + column] * right[row] }
      product *= factor
      for row in column..<rows { right[row] -= product * matrix[row * columns + column] }
      matrix[column * columns + column] = reflected
    }
  }

  /// R⁻¹, by rows.
  private static func invertedTriangle(_ matrix: [Double], _ columns: Int) -> [Double] {
    var inverse = [Double](repeating: 0, count: columns * columns)
    for column in 0..<columns {
      inverse[column * columns + column] = 1 / matrix[column * columns + column]
      for row in stride(from: column - 1, through: 0, by: -1) {
        var sum = 0.0
        for inner in (row + 1)...column { sum += matrix[row * columns + inner] * inverse[inner * columns + column] }
        inverse[row * columns + column] = -sum / matrix[row * columns + row]
      }
    }
    return inverse
  }
}
