/// Symmetric positive definite matrices of a few rows, as flat arrays by rows.
enum PositiveDefinite {
  /// The solution of a symmetric positive definite system by Cholesky's factors (Golub and Van Loan, algorithm 4.2.1), which replace the matrix.
  static func solve(_ matrix: inout [Double], _ right: [Double]) -> [Double]? {
    let count = right.count
    for column in 0..<count {
      for row in column..<count {
        var sum = matrix[row * count + column]
        for inner in 0..<column { sum -= matrix[row * count + inner] * matrix[column * count + inner] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          matrix[row * count + column] = sum.squareRoot()
        } else {
          matrix[row * count + column] = sum / matrix[column * count + column]
        }
      }
    }
    var solution = right
    for row in 0..<count {
      for inner in 0..<row { solution[row] -= matrix[row * count + inner] * solution[inner] }
      solution[row] /= matrix[row * count + row]
    }
    for row in stride(from: count - 1, through: 0, by: -1) {
      for inner in (row + 1)..<max(count, row + 1) { solution[row] -= matrix[inner * count + row] * solution[inner] }
      solution[row] /= matrix[row * count + row]
    }
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }

  /// The inverse of a symmetric positive definite matrix; nil when it is singular to working precision.
  static func inverse(_ matrix: [Double], _ count: Int) -> [Double]? {
    // Brought to a diagonal of ones, so that units do not matter.
    let roots = (0..<count).map { matrix[$0 * count + $0].squareRoot() }
    guard roots.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    var correlations = matrix
    for row in 0..<count {
      for column in 0..<count { correlations[row * count + column] /= roots[row] * roots[column] }
    }
    var inverse = [Double](repeating: 0, count: count * count)
    for column in 0..<count {
      var factors = correlations
      var unit = [Double](repeating: 0, count: count)
      unit[column] = 1
      guard let solution = solve(&factors, unit), factors.allSatisfy(\.isFinite), solution[column] < 1e13 else { return nil }
      for row in 0..<count { inverse[row * count + column] = solution[row] / (roots[row] * roots[column]) }
    }
    return inverse
  }
}
