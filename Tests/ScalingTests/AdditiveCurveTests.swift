import Statistics
import Testing

@testable import Scaling

@Suite("The additive curve") struct AdditiveCurveTests {
  @Test("α and β of parts add up to those of the whole, whatever the parts are")
  func additivity() throws {
    var noise = NormalNoise(seed: 4)
    let levels = MeasuredData.levels.flatMap { Array(repeating: $0, count: 4) }
    // 500 parts of all shapes, some falling; c is their sum.
    let parts = (0..<500).map { part in
      levels.map { (Double(part % 7) + noise.next() + 0.3 * $0 * Double(part % 3 - 1) + 0.01 * $0 * $0) * 1000 + 20_000 }
    }
    let cycles = levels.indices.map { run in parts.reduce(0) { $0 + $1[run] } }
    let curve = try AdditiveCurve(levels: levels, cycles: cycles)
    let shares = parts.map { curve.shares(of: curve.coefficients(of: $0)) }
    // Rounding of 500 sums of 40 products.
    #expect(abs(shares.reduce(0) { $0 + $1.alpha } - curve.alpha) < 1e-12 && abs(shares.reduce(0) { $0 + $1.beta } - curve.beta) < 1e-12)
    #expect(shares.contains { $0.alpha < 0 })
  }

  @Test("a curve without noise gives back its coefficients")
  func exact() throws {
    let curve = try AdditiveCurve(levels: [1, 2, 4, 8, 16], cycles: [1.0, 2, 4, 8, 16].map { 50 * (1 + 0.1 * ($0 - 1) + 0.01 * $0 * ($0 - 1)) })
    #expect(abs(curve.gamma - 0.02) < 1e-14 && abs(curve.alpha - 0.1) < 1e-12 && abs(curve.beta - 0.01) < 1e-13)
    #expect(abs(curve.cycle(at: 3) - 50 * 1.26) < 1e-10)
    let part = curve.coefficients(of: [1.0, 2, 4, 8, 16].map { 5 * ($0 - 1) })
    #expect(abs(part.constant) < 1e-11 && abs(part.linear - 5) < 1e-11 && abs(curve.shares(of: part).alpha - 0.1) < 1e-12)
  }

  @Test("too few levels, and cycles that are none, are refused")
  func refusals() {
    #expect(throws: LeastSquaresError.self) { try AdditiveCurve(levels: [1, 1, 2, 2], cycles: [1, 1, 2, 2]) }
    #expect(throws: LeastSquaresError.self) { try AdditiveCurve(levels: [1, 2], cycles: [1, 2]) }
    #expect(throws: LeastSquaresError.invalidInput) { try AdditiveCurve(levels: [1, 2, 3], cycles: [1, 0, 2]) }
    #expect(throws: LeastSquaresError.invalidInput) { try AdditiveCurve(levels: [1, 2, 3], cycles: [1, .nan, 2]) }
    #expect(throws: LeastSquaresError.self) { try AdditiveCurve(levels: [], cycles: []) }
  }
}
