import Foundation
import Testing

@testable import Reports

@Suite("A trend, and entries, for scripts") struct TrendJSONTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("have every change with index, commit, state and both levels") func changes() throws {
    let object = try object(TrendJSON.render(TrendFixture.report))
    let changes = try #require(object["changes"] as? [[String: Any]])
    #expect(changes.compactMap { $0["index"] as? Int } == [30, 20, 24, 57])
    #expect(changes.compactMap { $0["state"] as? String } == ["confirmed", "wentAway", "wentAway", "candidate"])
    #expect(changes[0]["commit"] as? String == TrendFixture.hash(30))
    #expect(changes[0]["before"] as? [String: Double] == ["value": 100_000, "low": 99_500, "high": 100_500])
    #expect((changes[0]["after"] as? [String: Double])?["value"] == 112_000)
    #expect(changes[0]["isWorse"] as? Bool == true && changes[0]["series"] as? String == "cpuNanoseconds")
    let range = try #require(changes[0]["range"] as? [String: Any])
    #expect(range["lastGoodCommit"] as? String == TrendFixture.hash(28) && range["firstBadCommit"] as? String == TrendFixture.hash(30))
    let functions = try #require(changes[0]["functions"] as? [[String: Any]])
    #expect(functions.first?["name"] as? String == "Router.respond(to:)")
    let commits = try #require(changes[0]["commits"] as? [[String: Any]])
    #expect(commits.first?["functions"] as? [String] == ["Router.respond(to:)"])
    #expect((object["series"] as? [[String: Any]])?.count == 4 && object["schema"] as? Int == 1)
  }

  @Test("are valid whatever the numbers and names are") func extremes() throws {
    let series = try object(TrendJSON.render(TrendFixture.values([.nan, .infinity, 1e308, -0.0, 5e-324])))["series"] as? [[String: Any]]
    let points = try #require(series?[0]["points"] as? [[String: Any]])
    #expect(points[0]["value"] is NSNull && points[1]["value"] is NSNull && points[2]["value"] as? Double == 1e308)
    let hostile = try #require(try object(TrendJSON.render(TrendFixture.hostile))["notes"] as? [String])
    #expect(hostile == HostileNames.all)
    #expect((try object(TrendJSON.render(TrendReport()))["changes"] as? [Any])?.isEmpty == true)
  }

  private static let entries = [
    EntryReport.Entry(
      commit: TrendFixture.hash(1), date: 1_700_000_000.5, title: "Say \"no\", twice;\nor once", benchmark: "shop", fingerprint: "EPYC | 6.1",
      values: ["cpuNanoseconds": 1_234_567, "function f<A, B>": 0.1]),
    EntryReport.Entry(commit: "#2", date: 0, title: "", benchmark: "", fingerprint: "", values: ["throughputPerSecond N=8": 8000]),
  ]

  @Test("as separated values have a row for each value, and quotes where they are needed") func separatedValues() {
    let expected = """
      commit,date,title,benchmark,fingerprint,name,value
      \(TrendFixture.hash(1)),1700000000.5,"Say ""no"", twice;
      or once",shop,EPYC | 6.1,cpuNanoseconds,1234567
      \(TrendFixture.hash(1)),1700000000.5,"Say ""no"", twice;
      or once",shop,EPYC | 6.1,"function f<A, B>",0.1
      "#2",0,,,,throughputPerSecond N=8,8000

      """
    #expect(EntryReport.separatedValues(Self.entries) == expected)
  }

  @Test("as a list have a line each; as JSON all digits") func list() throws {
    let text = EntryReport.text(Self.entries, of: 7, width: 100, usesColor: false)
    for part in ["7 entries of 2 benchmarks.", "0001c0ffeec0", "2023-11-14 22:13:20 UTC", "1.235 ms", "8000/s", "… 5 older"] {
      #expect(text.contains(part), "no \(part) in \(text)")
    }
    #expect(EntryReport.text([], of: 0, width: 80, usesColor: false) == "The history is empty.\n")
    let entries = try #require(try object(EntryReport.json(Self.entries))["entries"] as? [[String: Any]])
    #expect((entries[0]["values"] as? [String: Double])?["function f<A, B>"] == 0.1 && entries.count == 2)
  }
}
