import Foundation
import Testing

@testable import Profiles

@Suite struct SpeedscopeFormatTests {
  private struct File: Decodable {
    struct Shared: Decodable { var frames: [Frame] }
    struct Frame: Decodable {
      var name: String
      var file: String?
      var line: Int?
    }
    struct Profile: Decodable {
      var type: String
      var name: String
      var unit: String
      var startValue: Int64
      var endValue: Int64
      var samples: [[Int]]
      var weights: [Int64]
    }
    var shared: Shared
    var profiles: [Profile]
    var name: String
    var exporter: String
    var activeProfileIndex: Int
    enum CodingKeys: String, CodingKey {
      case shared, profiles, name, exporter, activeProfileIndex
    }
  }

  private func file(_ profile: Profile) throws -> File {
    try JSONDecoder().decode(File.self, from: Data(try ProfileFormat.speedscope.encode(profile)))
  }

  @Test("Each thread is one sampled profile, the busiest first, stacks root first")
  func threads() throws {
    let one = [Label("thread", "worker \"1\""), Label("tid", 11)]
    let two = [Label("thread", "main"), Label("tid", 10)]
    let file = try file(profile([("m;a", 5), ("m;b", 9), ("m;a", 2)], labels: [one, two, one]))
    #expect(file.profiles.map(\.name) == ["main [10]", "worker \"1\" [11]"])
    #expect(file.profiles.allSatisfy { $0.type == "sampled" && $0.unit == "nanoseconds" && $0.startValue == 0 })
    #expect(file.profiles[1].weights == [7])
    #expect(file.profiles[1].endValue == 7)
    #expect(file.profiles[1].samples[0].map { file.shared.frames[$0].name } == ["m", "a"])
    #expect(file.shared.frames[0].file?.hasPrefix("/src/") == true)
  }

  @Test("Weights and samples of any profile match and sum up", arguments: 0..<40)
  func random(seed: UInt64) throws {
    let file = try file(RandomProfile.make(seed: seed))
    for profile in file.profiles {
      #expect(profile.samples.count == profile.weights.count)
      #expect(profile.weights.reduce(0, +) == profile.endValue)
      #expect(profile.samples.joined().allSatisfy(file.shared.frames.indices.contains))
    }
    #expect(!file.profiles.isEmpty)
  }

  @Test("Names with quotes, backslashes and control characters survive as JSON")
  func escapes() throws {
    let name = "a\u{1}\u{1f}\n\"\\ é 🦀"
    #expect(try file(profile([(name, 1)])).shared.frames.map(\.name) == [name])
  }
}
