/// A fitted nonlinear model.
public struct NonlinearFit: Sendable {
  public var parameters: [Double]
  /// (JᵀJ)⁻¹ by rows, of all parameters, also of those at a bound; nil when the parameters cannot be told apart.
  public var unscaledCovariance: [Double]?
  public var residualSumOfSquares: Double
  public var iterations: Int
  public var hasConverged: Bool

  /// Standard errors for the given variance of the residuals; nil when the parameters cannot be told apart.
  public func standardErrors(variance: Double) -> [Double]? {
    unscaledCovariance.map { covariance in
      parameters.indices.map { (covariance[$0 * parameters.count + $0] * variance).squareRoot() }
    }
  }
}

/// Nonlinear least squares within bounds, by the method of Levenberg and Marquardt.
///
/// Source: D. W. Marquardt, "An Algorithm for Least-Squares Estimation of Nonlinear Parameters", 1963. Steps are cut off at the bounds, and a
/// parameter at a bound that it would leave is held (C. Kanzow, N. Yamashita and M. Fukushima, "Levenberg-Marquardt methods with strong local
/// convergence properties for solving nonlinear equations with convex constraints", 2004).
public struct NonlinearLeastSquares: Sendable {
  public var lower: [Double]
  public var upper: [Double]
  /// The size of a change of each parameter that matters, for numerical derivatives near 0; more than 0.
  public var scale: [Double]
  public var iterationLimit = 200
  /// Cheaper where only the parameters are wanted.
  public var wantsCovariance = true

  public init(lower: [Double], upper: [Double], scale: [Double]) {
    self.lower = lower
    self.upper = upper
    self.scale = scale
  }

  /// Minimises Σ r² from `start`.
  ///
  /// - Parameters:
  ///   - residuals: Writes the residuals at the given parameters into the array.
  /// - Returns: nil when the residuals are not finite at the start.
  public func minimize(
    from start: [Double], residualCount: Int, _ residuals: (_ parameters: [Double], _ result: inout [Double]) -> Void
  ) -> NonlinearFit? {
    let count = start.count
    var current = start.indices.map { min(max(start[$0], lower[$0]), upper[$0]) }
    var values = [Double](repeating: 0, count: residualCount)
    var trial = values
    residuals(current, &values)
    var squares = Self.squares(values)
    guard squares.isFinite else { return nil }
    var jacobian = [Double](repeating: 0, count: residualCount * count)
    var damping = 1e-3
    var hasConverged = false
    var iteration = 0
    while iteration < iterationLimit, !hasConverged {
      iteration += 1
      differentiate(current, values, &jacobian, &trial, residuals)
      let (normal, gradient) = Self.normalEquations(jacobian, values, count)
      let isFree = (0..<count).map { !(current[$0] <= lower[$0] && gradient[$0] > 0) && !(current[$0] >= upper[$0] && gradient[$0] < 0) }
      var isAccepted = false
      while !isAccepted, damping < 1e16 {
        let next = step(current, normal, gradient, isFree, damping)
        guard let next else {
          damping *= 10
          continue
        }
        residuals(next, &trial)
        let nextSquares = Self.squares(trial)
        if nextSquares <= squares {
          isAccepted = true
          let move = (0..<count).map { abs(next[$0] - current[$0]) / max(abs(current[$0]), scale[$0] * 1e-3) }.max() ?? 0
          hasConverged = move < 1e-12 || (squares - nextSquares <= 1e-15 * squares && move < 1e-8) || nextSquares == 0
          current = next
          squares = nextSquares
          swap(&values, &trial)
          damping = max(damping / 10, 1e-12)
        } else {
          damping *= 10
        }
      }
      // No step in any direction makes it better.
      if !isAccepted { hasConverged = true }
    }
    var covariance: [Double]?
    if wantsCovariance {
      differentiate(current, values, &jacobian, &trial, residuals)
      covariance = PositiveDefinite.inverse(Self.normalEquations(jacobian, values, count).normal, count)
    }
    return NonlinearFit(
      parameters: current, unscaledCovariance: covariance, residualSumOfSquares: squares, iterations: iteration, hasConverged: hasConverged)
  }

  private static func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

  /// Central differences, one-sided at bounds; an error of some 1e-10 of the derivative.
  private func differentiate(
    _ parameters: [Double], _ values: [Double], _ jacobian: inout [Double], _ scratch: inout [Double],
    _ residuals: ([Double], inout [Double]) -> Void
  ) {
    let count = parameters.count
    var moved = parameters
    for column in 0..<count {
      let distance = 6e-6 * max(abs(parameters[column]), scale[column])
      let high = min(parameters[column] + distance, upper[column])
      let low = max(parameters[column] - distance, lower[column])
      let width = high - low
      guard width > 0 else {
        for row in values.indices { jacobian[row * count + column] = 0 }
        continue
      }
      if low < parameters[column], high > parameters[column] {
        moved[column] = high
        residuals(moved, &scratch)
        for row in values.indices { jacobian[row * count + column] = scratch[row] }
        moved[column] = low
        residuals(moved, &scratch)
        for row in values.indices { jacobian[row * count + column] = (jacobian[row * count + column] - scratch[row]) / width }
      } else {
        // At a bound: the parabola through the point and two points inside.
        let away = high > parameters[column] ? distance : -distance
        moved[column] = parameters[column] + away / 2
        residuals(moved, &scratch)
        for row in values.indices { jacobian[row * count + column] = 4 * scratch[row] - 3 * values[row] }
        moved[column] = parameters[column] + away
        residuals(moved, &scratch)
        for row in values.indices { jacobian[row * count + column] = (jacobian[row * count + column] - scratch[row]) / away }
      }
      moved[column] = parameters[column]
    }
  }

  private static func normalEquations(_ jacobian: [Double], _ values: [Double], _ count: Int) -> (normal: [Double], gradient: [Double]) {
    var normal = [Double](repeating: 0, count: count * count)
    var gradient = [Double](repeating: 0, count: count)
    for row in values.indices {
      for left in 0..<count {
        gradient[left] += jacobian[row * count + left] * values[row]
        for right in 0...left { normal[left * count + right] += jacobian[row * count + left] * jacobian[row * count + right] }
      }
    }
    for left in 0..<count {
      for right in 0..<left { normal[right * count + left] = normal[left * count + right] }
    }
    return (normal, gradient)
  }

  /// The parameters after a damped step, within bounds; nil when the equations cannot be solved.
  private func step(_ current: [Double], _ normal: [Double], _ gradient: [Double], _ isFree: [Bool], _ damping: Double) -> [Double]? {
    let free = current.indices.filter { isFree[$0] }
    let count = free.count
    var matrix = [Double](repeating: 0, count: count * count)
    for (row, left) in free.enumerated() {
      for (column, right) in free.enumerated() { matrix[row * count + column] = normal[left * current.count + right] }
      let diagonal = matrix[row * count + row]
      matrix[row * count + row] = diagonal > 0 ? diagonal * (1 + damping) : damping
    }
    guard let solution = PositiveDefinite.solve(&matrix, free.map { -gradient[$0] }) else { return nil }
    var next = current
    for (index, parameter) in free.enumerated() {
      next[parameter] = min(max(current[parameter] + solution[index], lower[parameter]), upper[parameter])
    }
    return next
  }
}
