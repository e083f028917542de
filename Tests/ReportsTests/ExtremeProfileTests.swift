import Profiles
import Testing

@Suite struct ExtremeProfileTests {
  /// Every report of the profile; none may trap.
  private func renderAll(_ profile: Profile) throws -> [String] {
    var reports: [String] = []
    for grouping in ViewOptions.Grouping.allCases {
      reports.append(try profile.text(limit: 3) { $0.groupBy = grouping })
      reports.append(try profile.markdown(limit: 3) { $0.groupBy = grouping })
      reports.append(try profile.html { $0.groupBy = grouping })
      _ = try profile.json { $0.groupBy = grouping }
    }
    return reports
  }

  @Test("A stack of 10 000 different functions goes through every report")
  func deep() throws {
    let reports = try renderAll(.chain(depth: 10_000))
    #expect(reports.prefix(3).allSatisfy { $0.contains("frame 9999") })
    #expect(try (Profile.chain(depth: 10_000).json()["functions"] as? [Any])?.count == 10_000)
  }

  @Test("A function that calls itself 10 000 times is one row, and its tree is cut at the limit")
  func recursion() throws {
    var fixture = ProfileFixture()
    fixture.add(Array(repeating: "f", count: 10_000), values: [1, 10_000_000])
    #expect(rows("functions", of: try fixture.profile.text()) == ["100 % 100 % 10.0 ms f f.swift:3"])
    #expect(rows("stacks", of: try fixture.profile.text()).count == 61)
    #expect(try (fixture.profile.json()["functions"] as? [Any])?.count == 1)
  }

  @Test("A comb, where every frame of 2 000 has time of its own, adds up")
  func comb() throws {
    var fixture = ProfileFixture()
    let names = (0..<2_000).map { "f\($0)" }
    for depth in stride(from: 10, through: 2_000, by: 10) { fixture.add(Array(names.prefix(depth)), values: [1, 10_000_000]) }
    #expect(try renderAll(fixture.profile).count == 15)
    let functions = try #require(try fixture.profile.json()["functions"] as? [[String: Any]])
    #expect(functions.reduce(0) { $0 + ($1["selfSamples"] as? Int ?? 0) } == 200)
  }

  @Test("Times of months in all threads together are shown, not multiplied until they trap")
  func long() throws {
    var fixture = ProfileFixture()
    fixture.add(["main", "wait"], values: [1, 1_000 * 86_400 * 1_000_000_000])
    #expect(try renderAll(fixture.profile).allSatisfy { $0.contains("wait") || $0.contains("[no ") })
    #expect(rows("functions", of: try fixture.profile.text()).first == "100 % 100 % 86400000 s wait wait.swift:3")
  }

  @Test("Values at both ends of their range make a report and not a crash")
  func values() throws {
    let values: [Int64] = [.max, .min, -1, 0, 1, .max - 1, .min + 1]
    for first in values {
      for second in values {
        var fixture = ProfileFixture()
        fixture.add(["main", "a"], values: [first, first], labels: [Label("thread", "t"), Label("tid", first)])
        fixture.add(["main", "b", "c"], values: [second, second], labels: [Label("task", "t"), Label("task_id", second)])
        fixture.add(["main", "b"], values: [1, 2])
        fixture.change {
          $0.duration = first
          $0.startTime = second
          $0.environment.trust.lost = second
          $0.environment.trust.samples = first
        }
        #expect(try renderAll(fixture.profile).allSatisfy { !$0.isEmpty })
      }
    }
  }
}
