import Foundation

@testable import Scaling

/// Recorded inputs and made ones.
enum MeasuredData {
  /// The bytes of a file in `Fixtures/data`.
  static func bytes(_ name: String) throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: root.appending(path: "Fixtures/data/\(name)")))
  }

  static func points(_ name: String, columns: [String]? = nil) throws -> [CurvePoint] {
    guard case .curve(let points) = try MeasurementTable(try bytes(name), columns: columns) else { return [] }
    return points
  }

  static let levels: [Double] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]

  /// Points of a known curve, five runs a level, with normal noise of a share of X.
  static func points(
    _ family: CurveFamily, _ parameters: [Double], noise: Double, seed: UInt64, levels: [Double] = levels, runs: Int = 5
  ) -> [CurvePoint] {
    var noises = NormalNoise(seed: seed)
    return levels.flatMap { level in
      (0..<runs).map { run in
        let value = family.throughput(at: level, parameters) * (1 + noise * noises.next())
        return CurvePoint(level: level, throughput: value, repetition: run)
      }
    }
  }

  /// Few resamples: enough for intervals, and quick.
  static var quick: CurveConditions {
    var conditions = CurveConditions()
    conditions.resamples = 100
    return conditions
  }
}
