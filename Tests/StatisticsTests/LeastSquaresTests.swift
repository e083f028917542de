import Glibc
import Statistics
import Testing

/// Fits against the certified results of NIST's Statistical Reference Datasets, <https://www.itl.nist.gov/div898/strd/>.
@Suite("Least squares") struct LeastSquaresTests {
  private func isClose(_ value: Double, _ expected: Double, within bound: Double) -> Bool { abs(value - expected) <= bound * abs(expected) }

  /// Its columns are so nearly dependent (condition 5e9) that the normal equations lose all digits; QR keeps seven at least.
  @Test("Longley's data give the certified coefficients and standard errors")
  func longley() throws {
    let employed: [Double] = [
      60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551,
    ]
    let deflator = [83.0, 88.5, 88.2, 89.5, 96.2, 98.1, 99.0, 100.0, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9]
    let product: [Double] = [
      234_289, 259_426, 258_054, 284_599, 328_975, 346_999, 365_385, 363_112, 397_469, 419_180, 442_769, 444_546, 482_704, 502_601, 518_173, 554_894,
    ]
    let unemployed: [Double] = [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007]
    let forces: [Double] = [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827]
    let population: [Double] = [
      107_608, 108_632, 109_773, 110_929, 112_075, 113_270, 115_094, 116_219, 117_388, 118_734, 120_445, 121_950, 123_366, 125_368, 127_852, 130_081,
    ]
    let design = employed.indices.flatMap { row -> [Double] in
      [1, deflator[row], product[row], unemployed[row], forces[row], population[row], Double(1947 + row)]
    }
    let fit = try LinearLeastSquares.fit(design: design, columns: 7, response: employed)
    let certified = [
      -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355,
    ]
    let errors = [890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212]
    for index in certified.indices {
      #expect(isClose(fit.coefficients[index], certified[index], within: 1e-7))
      #expect(isClose(fit.standardErrors[index], errors[index], within: 1e-7))
    }
    #expect(isClose(fit.variance.squareRoot(), 304.854073561965, within: 1e-9))
  }

  @Test("a weight of k counts as k equal rows in coefficients")
  func weights() throws {
    let x = [1.0, 2, 4, 7]
    let y = [2.0, 3, 9, 11]
    let weights = [1.0, 3, 2, 1]
    let weighted = try LinearLeastSquares.fit(design: x.flatMap { [1.0, $0] }, columns: 2, response: y, weights: weights)
    let rows = x.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
    let repeated = try LinearLeastSquares.fit(design: rows.flatMap { [1.0, x[$0]] }, columns: 2, response: rows.map { y[$0] })
    for index in 0..<2 { #expect(isClose(weighted.coefficients[index], repeated.coefficients[index], within: 1e-13)) }
    #expect(isClose(weighted.residualSumOfSquares, repeated.residualSumOfSquares, within: 1e-12))
    // At x = 3: variance of the fitted value, by hand from the covariance.
    let c = repeated.unscaledCovariance
    #expect(isClose(repeated.variance(of: [1, 3]), repeated.variance * (c[0] + 6 * c[1] + 9 * c[3]), within: 1e-12))
  }

  @Test("problems without an answer say why")
  func refusals() {
    #expect(throws: LeastSquaresError.tooFewRows) { try LinearLeastSquares.fit(design: [1, 1], columns: 2, response: [1]) }
    #expect(throws: LeastSquaresError.dependentColumn(1)) {
      try LinearLeastSquares.fit(design: [1, 2, 1, 2, 1, 2], columns: 2, response: [1, 2, 3])
    }
    #expect(throws: LeastSquaresError.dependentColumn(0)) { try LinearLeastSquares.fit(design: [0, 0], columns: 1, response: [1, 2]) }
    #expect(throws: LeastSquaresError.invalidInput) { try LinearLeastSquares.fit(design: [1, .nan], columns: 1, response: [1, 2]) }
    #expect(throws: LeastSquaresError.invalidInput) { try LinearLeastSquares.fit(design: [1, 1], columns: 1, response: [1, 2], weights: [1, -1]) }
    #expect(throws: LeastSquaresError.invalidInput) { try LinearLeastSquares.fit(design: [1], columns: 1, response: [1, 2]) }
    #expect(throws: LeastSquaresError.invalidInput) { try LinearLeastSquares.fit(design: [], columns: 0, response: []) }
  }

  private static let misra: [(x: Double, y: Double)] = [
    (77.6, 10.07), (114.9, 14.73), (141.1, 17.94), (190.8, 23.93), (239.9, 29.61), (289.0, 35.18), (332.8, 40.02), (378.4, 44.82),
    (434.8, 50.76), (477.3, 55.05), (536.8, 61.01), (593.1, 66.40), (689.1, 75.47), (760.0, 81.78),
  ]

  /// Both of NIST's starting points; their certified digits are eleven, derivatives by differences leave eight of the errors.
  @Test("Misra1a gives the certified parameters from a far and a near start", arguments: [[500, 0.0001], [250, 0.0005]])
  func misra(_ start: [Double]) throws {
    let solver = NonlinearLeastSquares(lower: [-.infinity, -.infinity], upper: [.infinity, .infinity], scale: [100, 1e-4])
    let fit = try #require(
      solver.minimize(from: start, residualCount: Self.misra.count) { parameters, residuals in
        for (index, point) in Self.misra.enumerated() { residuals[index] = point.y - parameters[0] * (1 - exp(-parameters[1] * point.x)) }
      })
    #expect(fit.hasConverged)
    #expect(isClose(fit.parameters[0], 238.94212918, within: 1e-8))
    #expect(isClose(fit.parameters[1], 5.5015643181e-04, within: 1e-8))
    let variance = fit.residualSumOfSquares / 12
    #expect(isClose(variance.squareRoot(), 0.10187876330, within: 1e-8))
    let errors = try #require(fit.standardErrors(variance: variance))
    #expect(isClose(errors[0], 2.7070075241, within: 1e-6) && isClose(errors[1], 7.2668688436e-06, within: 1e-6))
  }

  @Test("a minimum outside the bounds is answered by the best point on them")
  func bounds() throws {
    // (a − 3)² + (b + 2)², with b ≥ 0: a = 3, b = 0, 4 left.
    let solver = NonlinearLeastSquares(lower: [0, 0], upper: [10, 10], scale: [1, 1])
    let fit = try #require(
      solver.minimize(from: [9, 5], residualCount: 2) { parameters, residuals in
        residuals[0] = parameters[0] - 3
        residuals[1] = parameters[1] + 2
      })
    #expect(fit.hasConverged && fit.parameters[1] == 0)
    #expect(abs(fit.parameters[0] - 3) < 1e-9 && abs(fit.residualSumOfSquares - 4) < 1e-9)
  }

  @Test("parameters that cannot be told apart have no standard error, and a start that is not finite no fit")
  func unidentified() throws {
    let solver = NonlinearLeastSquares(lower: [-10, -10], upper: [10, 10], scale: [1, 1])
    let fit = try #require(solver.minimize(from: [1, 2], residualCount: 3) { p, r in for i in 0..<3 { r[i] = p[0] + p[1] - Double(i) } })
    #expect(fit.standardErrors(variance: 1) == nil)
    #expect(abs(fit.residualSumOfSquares - 2) < 1e-9)
    #expect(solver.minimize(from: [1, 2], residualCount: 1) { _, r in r[0] = .nan } == nil)
  }
}
