import Foundation
import Statistics
import Testing

@testable import Regression

/// Series of real projects.
@Suite("Trends of real series") struct TrendDataTests {
  @Test("TigerBeetle's changes are found where Apache Otava and people see them, and its spike is none")
  func tigerBeetle() throws {
    let changes = Trend(try TrendSeries.file("tigerbeetle")).changes
    let indices = changes.map(\.index)
    // Otava: 15 and 71, and in finer searches 61, 95, 131, 192 and 212. People: 16, 71 and 97, then upward.
    for expected in [15, 61, 71, 95, 131, 192] { #expect(indices.contains { abs($0 - expected) <= 2 }, "\(expected)") }
    #expect(!indices.contains { (8...12).contains($0) } && changes.count <= 9)
    let big = try #require(changes.first { $0.index == 71 })
    #expect(big.range == 71...71 && abs(big.relative - 0.16) < 0.01 && !big.isGradual)
  }

  @Test("the important changes of a noisy correlated series are found within the distance its authors accept")
  func perfolizer() throws {
    let changes = Trend(try TrendSeries.file("real1")).changes
    // Of its six expected changes the one of importance 1 is 193 ± 20 and one of the others 293 ± 10. The rest is below the noise for us.
    #expect(changes.contains { abs($0.index - 193) <= 20 && $0.after.value > $0.before.value })
    #expect(changes.contains { abs($0.index - 293) <= 10 && $0.after.value > $0.before.value })
    #expect(changes.count <= 4)
  }
}

extension TrendSeries {
  /// The series of a file in `Fixtures/data/history`.
  static func file(_ name: String) throws -> [Double] {
    struct File: Decodable { var series: [Double] }
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/data/history/\(name).json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).series
  }
}
