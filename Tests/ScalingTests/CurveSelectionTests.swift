import Statistics
import Testing

@testable import Scaling

@Suite("Curve selection") struct CurveSelectionTests {
  private static let truths: [(CurveFamily, [Double])] = [
    (.amdahl, [100, 0.05]), (.coherency, [100, 0.002]), (.usl, [100, 0.05, 0.001]), (.onset, [100, 0.125, 8]), (.repairman, [100, 0.1]),
    (.linear, [100]),
  ]

  /// Ten levels, five runs, 1 % noise, three curves of each shape: one of three may be undetermined, and one of all taken for another shape (a
  /// candidate with one more parameter passes AICc by 4 in 1 % of cases, and there are up to four such candidates; seeds are fixed).
  @Test("finds the shape that made the points")
  func findsTruth() {
    var wrong = 0
    for (family, parameters) in Self.truths {
      var right = 0
      for seed in 0..<3 {
        let report = CurveAnalysis.report(MeasuredData.points(family, parameters, noise: 0.01, seed: UInt64(100 + seed)), MeasuredData.quick)
        if report.selected == family.rawValue { right += 1 } else if report.selected != nil { wrong += 1 }
      }
      #expect(right >= 2, "\(family)")
    }
    #expect(wrong <= 1)
  }

  /// The 95 % intervals of eight curves hold the three coefficients 22.8 times on average; 19 or fewer would come once in a hundred.
  @Test("its intervals hold the coefficients that made the points")
  func coverage() throws {
    var held = 0
    for seed in 0..<8 {
      let report = CurveAnalysis.report(MeasuredData.points(.usl, [100, 0.05, 0.001], noise: 0.02, seed: UInt64(seed)), MeasuredData.quick)
      let model = try #require(report.models.first { $0.name == "usl" })
      for (name, value) in [("gamma", 100), ("alpha", 0.05), ("beta", 0.001)] {
        let interval = try #require(model[name])
        if interval.low <= value, value <= interval.high { held += 1 }
      }
    }
    #expect(held > 19, "\(held)")
  }

  @Test("has no bound of α at 1: shared atomics reach several")
  func largeAlpha() throws {
    let fit = try #require(CurveFit(.amdahl, CurveData(MeasuredData.points(.amdahl, [50, 4.5], noise: 0, seed: 1))))
    #expect(abs(fit.parameters[1] - 4.5) < 1e-6 && abs(fit.parameters[0] - 50) < 1e-5)
  }

  @Test("gives the same report for the same points in any order")
  func order() {
    let points = MeasuredData.points(.usl, [100, 0.05, 0.001], noise: 0.02, seed: 5, levels: [1, 2, 4, 8, 16, 32, 48, 64])
    let byRuns = points.sorted { ($0.repetition, $0.level) > ($1.repetition, $1.level) }
    let (first, second) = (CurveAnalysis.report(points, MeasuredData.quick), CurveAnalysis.report(points, MeasuredData.quick))
    #expect(first.models.map { $0.coefficients.map(\.interval) } == second.models.map { $0.coefficients.map(\.interval) })
    #expect(CurveAnalysis.report(byRuns, MeasuredData.quick).levels == first.levels)
    #expect(CurveAnalysis.report(byRuns, MeasuredData.quick).selected == first.selected)
  }

  @Test("a repairman's throughput is that of exact mean value analysis, and never beyond its server")
  func repairman() {
    // One server of 0.1 s, think time 0.9 s: X(1) = 1, X(2) = 2/(0.9 + 0.1·1.1) = 1.980198, X(3) = 3/(0.9 + 0.1·(1 + 1.980198·0.11)).
    let family = CurveFamily.repairman
    #expect(abs(family.throughput(at: 1, [1, 0.1]) - 1) < 1e-12 && abs(family.throughput(at: 2, [1, 0.1]) - 1.9801980198) < 1e-9)
    #expect(abs(family.throughput(at: 3, [1, 0.1]) - 3 / (0.9 + 0.1 * (1 + 1.9801980198 * 0.11))) < 1e-9)
    #expect(abs(family.throughput(at: 1000, [1, 0.1]) - 10) < 1e-9)
    // Between whole numbers it is linear.
    #expect(abs(family.throughput(at: 1.5, [1, 0.1]) - (1 + 1.9801980198) / 2) < 1e-9 && family.throughput(at: 0.5, [1, 0.1]) == 0.5)
  }

  @Test("numbers of any size are fitted alike", arguments: [1e-12, 1e12])
  func units(_ unit: Double) throws {
    let points = MeasuredData.points(.usl, [100, 0.05, 0.001], noise: 0.01, seed: 2)
    let scaled = points.map { CurvePoint(level: $0.level, throughput: $0.throughput * unit, repetition: $0.repetition) }
    let plain = try #require(CurveAnalysis.fits(CurveData(points)).first { $0.family == .usl })
    let other = try #require(CurveAnalysis.fits(CurveData(scaled)).first { $0.family == .usl })
    #expect(abs(other.parameters[0] / plain.parameters[0] / unit - 1) < 1e-6)
    #expect(abs(other.parameters[1] - plain.parameters[1]) < 1e-7 && abs(other.parameters[2] - plain.parameters[2]) < 1e-8)
  }
}
