import Regression
import Statistics
import Testing

@testable import History

@Suite("The trend of a history") struct HistoryTrendTests {
  /// Stands for the detector: a change wherever a value is half as large again as the one before, or less than two thirds of it.
  private static func steps(_ values: [Double]) -> [Trend.Change] {
    values.indices.dropFirst().filter { values[$0] > values[$0 - 1] * 1.5 || values[$0] * 1.5 < values[$0 - 1] }.map {
      Trend.Change(
        index: $0, range: max(1, $0 - 1)...$0, state: .confirmed, before: Interval(exactly: values[$0 - 1]), after: Interval(exactly: values[$0]))
    }
  }

  /// Twelve commits: at the sixth `hot` doubles and `new` appears, at the ninth `other` grows; `still` never changes.
  private func series() throws -> HistorySeries {
    let entries = (0..<12).map { number in
      var values = ["cpuNanoseconds": number < 6 ? 100.0 : 220, "function hot": number < 6 ? 40 : 110, "function still": 50]
      values["function other"] = number < 9 ? 5 : 60
      if number >= 6 { values["function new"] = 30 }
      var entry = entry("c\(number)", Double(number), values)
      entry.files = ["function hot": "/build/Sources/Shop/Router.swift"]
      return entry
    }
    return try HistorySeries(entries)
  }

  @Test("names the functions whose own cost changed at the same place, the largest difference first") func functions() throws {
    let trend = HistoryTrend(try series(), of: "cpuNanoseconds", detect: Self.steps)
    #expect(trend.changes.count == 1)
    let change = try #require(trend.changes.first)
    #expect(change.change.index == 6 && change.lastGood == 4 && change.firstBad == 6)
    #expect(change.functions.map(\.name) == ["hot", "new"])
    #expect(change.functions.first?.file == "/build/Sources/Shop/Router.swift" && change.functions.first?.difference == 70)
  }

  @Test("of a function has no other functions behind it") func ofFunction() throws {
    let trend = HistoryTrend(try series(), of: "function other", detect: Self.steps)
    #expect(trend.changes.map(\.change.index) == [9] && trend.changes[0].functions.isEmpty)
  }

  @Test("counts the points that have the value, and nothing else") func gaps() throws {
    let entries = (0..<8).map { entry("c\($0)", Double($0), $0 % 2 == 0 ? ["x": $0 < 4 ? 1 : 2] : ["y": 1]) }
    let trend = HistoryTrend(try HistorySeries(entries), of: "x", detect: Self.steps)
    #expect(trend.places == [0, 2, 4, 6] && trend.values == [1, 1, 2, 2] && trend.changes.map(\.change.index) == [2])
    #expect(HistoryTrend(try HistorySeries(entries), of: "z").values.isEmpty)
  }

  @Test("of nothing, of one point and of equal points has no change") func few() throws {
    for count in [0, 1, 5, 40] {
      let entries = (0..<count).map { entry("c\($0)", Double($0), ["x": 3]) }
      #expect(HistoryTrend(try HistorySeries(entries), of: "x").changes.isEmpty)
    }
  }

  @Test("puts the commits first that touched the functions that changed") func ranking() throws {
    let functions = [
      HistoryTrend.Function(name: "hot", file: "/build/Sources/Shop/Router.swift", before: Interval(exactly: 40), after: Interval(exactly: 110)),
      HistoryTrend.Function(name: "new", file: "Cache.swift", before: Interval(exactly: 0), after: Interval(exactly: 30)),
      HistoryTrend.Function(name: "nowhere", file: "", before: Interval(exactly: 0), after: Interval(exactly: 900)),
    ]
    let commits = [
      TouchedCommit(commit: "1", title: "Docs", files: ["README.md"]),
      TouchedCommit(commit: "2", title: "Cache", files: ["Sources/Shop/Cache.swift"]),
      TouchedCommit(commit: "3", title: "Not it", files: ["Sources/Shop/OtherRouter.swift"]),
      TouchedCommit(commit: "4", title: "Router", files: ["Sources/Shop/Router.swift", ""]),
    ]
    let ranked = CommitRanking.rank(commits, functions: functions)
    #expect(ranked.map(\.commit.commit) == ["4", "2", "1", "3"])
    #expect(ranked.map(\.functions) == [["hot"], ["new"], [], []])
    #expect(ranked.map(\.weight) == [70, 30, 0, 0])
  }
}
