import Profiles
import Scaling
import Statistics
import Testing

@testable import Reports

@Suite struct ScaleJSONTests {
  private static let results = [
    ScaleFixture.result, ScaleFixture.levelsOnly, ScaleFixture.refused, ScaleFixture.growthOnly, ScaleFixture.curveOnly, ScaleResult(),
  ]

  @Test("What was written is read back without loss", arguments: results.indices)
  func roundTrip(index: Int) throws {
    let text = ScaleJSON.render(Self.results[index])
    let read = try ScaleJSONReader.read(Array(text.utf8))
    #expect(ScaleJSON.render(read) == text)
  }
}
