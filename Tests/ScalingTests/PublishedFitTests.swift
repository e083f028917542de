import Statistics
import Testing

@testable import Scaling

/// Fits of the Universal Scalability Law that were published with the R package `usl` 3.0.3 (`usl.pdf`, `confint.Rout.save`,
/// `warn-accuracy.Rout.save`, `coef.R`): unweighted nonlinear least squares on X. Bounds are half of the last digit printed.
@Suite("Published fits") struct PublishedFitTests {
  private func fit(_ points: [CurvePoint]) throws -> (fit: CurveFit, data: CurveData) {
    let data = CurveData(points)
    return (try #require(CurveAnalysis.fits(data).first { $0.family == .usl }), data)
  }

  /// `confint` of R's `usl` takes the 95 % quantile of t with n − 1 degrees of freedom (1.812 for 11 points), so its "95 %" intervals are 90 %.
  private func publishedInterval(_ fit: CurveFit, _ index: Int, _ count: Int) throws -> (Double, Double) {
    let reach = StudentDistribution(degreesOfFreedom: Double(count - 1)).quantile(0.95) * (try #require(fit.standardErrors)[index])
    return (fit.parameters[index] - reach, fit.parameters[index] + reach)
  }

  @Test("of the ray tracer: coefficients, standard errors, residual error, intervals and limit")
  func raytracer() throws {
    let (fit, data) = try fit(try MeasuredData.points("usl/raytracer.csv"))
    #expect(data.observations == 11)
    #expect(abs(fit.parameters[0] - 21.848843) < 5e-7 && abs(fit.parameters[1] - 0.057771) < 5e-7 && abs(fit.parameters[2]) < 5e-7)
    let errors = try #require(fit.standardErrors)
    #expect(abs(errors[0] - 2.196165) < 5e-7 && abs(errors[1] - 0.013293) < 5e-7 && abs(errors[2] - 0.000118) < 5e-7)
    #expect(abs((fit.residualSumOfSquares / 8).squareRoot() - 9.34) < 0.005)
    let published = [(17.8683796, 25.8293061), (0.0336773, 0.0818642), (-0.0002137, 0.0002137)]
    for (index, ends) in published.enumerated() {
      let (low, high) = try publishedInterval(fit, index, 11)
      #expect(abs(low - ends.0) < 5e-7 && abs(high - ends.1) < 5e-7, "\(low) \(high)")
    }
    #expect(abs(try #require(fit.family.limit(fit.parameters)) - 378) < 0.5 && fit.family.peak(fit.parameters) == nil)
  }

  @Test("of the ray tracer's first six rows: coefficients and intervals")
  func firstSix() throws {
    let (fit, _) = try fit(Array(try MeasuredData.points("usl/raytracer.csv").prefix(6)))
    let published = [(20.85605, 19.26717, 22.44492), (0.02444, 0.00754, 0.04135), (0.00163, 0.0011, 0.00215)]
    for (index, numbers) in published.enumerated() {
      let (low, high) = try publishedInterval(fit, index, 6)
      #expect(abs(fit.parameters[index] - numbers.0) < 5.1e-6 && abs(low - numbers.1) < 5.1e-6 && abs(high - numbers.2) < 5.1e-6)
    }
  }

  @Test("of the ray tracer's first five rows")
  func firstFive() throws {
    let (fit, _) = try fit(Array(try MeasuredData.points("usl/raytracer.csv").prefix(5)))
    #expect(abs(fit.parameters[0] - 21.059) < 5e-4 && abs(fit.parameters[1] - 0.028) < 5e-4 && abs(fit.parameters[2] - 0.001) < 5e-4)
  }

  @Test("of 360 points of a database: coefficients, intervals and peak")
  func database() throws {
    let (fit, data) = try fit(try MeasuredData.points("usl/oracledb.csv", columns: ["db_time", "txn_rate"]))
    #expect(data.observations == 360)
    let published = [(3.3861, 3.28529, 3.48687), (0.4414, 0.36429, 0.51845), (0.0453, 0.01861, 0.07199)]
    for (index, numbers) in published.enumerated() {
      let (low, high) = try publishedInterval(fit, index, 360)
      #expect(abs(fit.parameters[index] - numbers.0) < 5e-5 && abs(low - numbers.1) < 5.1e-6 && abs(high - numbers.2) < 5.1e-6)
    }
    #expect(abs(try #require(fit.family.peak(fit.parameters)).level - 3.512) < 5e-4)
  }

  @Test("of points that were made with α = β = 0.02")
  func synthetic() throws {
    let (fit, _) = try fit(try MeasuredData.points("usl/synthetic_a02_b02.csv"))
    // The points are rounded to four decimals.
    #expect(abs(fit.parameters[0] - 1) < 1e-4 && abs(fit.parameters[1] - 0.02) < 1e-4 && abs(fit.parameters[2] - 0.02) < 1e-4)
  }

  @Test("are not those of another loss function: in the domain of c(N) the ray tracer has other coefficients")
  func cycleDomain() throws {
    let points = try MeasuredData.points("usl/raytracer.csv")
    let curve = try AdditiveCurve(levels: points.map(\.level), cycles: points.map { $0.level / $0.throughput })
    // Recomputed with NumPy: 21.75, 0.05686, 3.45e-6.
    #expect(abs(curve.gamma - 21.75) < 0.005 && abs(curve.alpha - 0.05686) < 5e-6 && abs(curve.beta - 3.45e-6) < 5e-9)
  }

  @Test("are joined by AICc and P(β = 0) of the ray tracer, which select Amdahl's law")
  func selection() throws {
    var conditions = CurveConditions()
    conditions.resamples = 300
    let report = CurveAnalysis.report(try MeasuredData.points("usl/raytracer.csv"), conditions)
    #expect(report.selected == "amdahl" && report.refused.isEmpty)
    // Recomputed with SciPy: ΔAICc of `usl` 5.2, P(β = 0) 0.53 (three standard errors of 300 resamples: 0.09).
    let law = try #require(report.models.first { $0.name == "usl" })
    #expect(abs(try #require(law.deltaAICc) - 5.2) < 0.05)
    #expect(abs(try #require(report.probabilityBetaIsZero) - 0.53) < 0.09)
    let beta = try #require(law["beta"])
    #expect(beta.low == 0 && beta.high > 1.5e-4 && beta.high < 3.5e-4)
  }
}
