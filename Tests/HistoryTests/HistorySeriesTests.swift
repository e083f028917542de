import Testing

@testable import History

@Suite("A series of a history") struct HistorySeriesTests {
  @Test("has one point a commit, the median of what was measured, oldest first") func medians() throws {
    let series = try HistorySeries([
      entry("b", 20, ["x": 5]), entry("a", 10, ["x": 1]), entry("a", 11, ["x": 9, "y": 2]), entry("a", 12, ["x": 3]), entry("b", 21, ["x": 6]),
    ])
    #expect(series.points.map(\.commit) == ["a", "b"])
    #expect(series.points.map(\.values) == [["x": 3, "y": 2], ["x": 5.5]])
    #expect(series.points.map(\.measurements) == [3, 2] && series.points.map(\.date) == [10, 20])
    #expect(series.values(of: "y").places == [0] && series.values(of: "y").values == [2])
    #expect(series.names == ["x", "y"] && series.notes.isEmpty)
  }

  @Test("is in the order of the repository where that knows every commit, else in the order of dates, and says so") func order() throws {
    let entries = [entry("late", 10), entry("early", 20), entry("middle", 15)]
    let known = ["early": 0, "middle": 1, "late": 2]
    #expect(try HistorySeries(entries, order: known).points.map(\.commit) == ["early", "middle", "late"])
    let partly = try HistorySeries(entries, order: ["early": 0, "late": 2])
    #expect(partly.points.map(\.commit) == ["late", "middle", "early"])
    #expect(partly.notes == ["1 of 3 commits are not in this repository's history; they are in the order of their dates."])
    // Equal dates: as they were added.
    #expect(try HistorySeries([entry("z", 1), entry("a", 1), entry("m", 1)]).points.map(\.commit) == ["z", "a", "m"])
  }

  @Test("joins only entries with the same fingerprint: that of the newest, or the one that is asked for") func fingerprints() throws {
    let entries = [
      entry("a", 10, fingerprint: "EPYC | 6.1"), entry("b", 20, fingerprint: "Xeon | 6.1"), entry("c", 30, fingerprint: "EPYC | 6.1"),
    ]
    let series = try HistorySeries(entries)
    #expect(series.points.map(\.commit) == ["a", "c"] && series.fingerprint == "EPYC | 6.1")
    #expect(series.notes == ["1 entry of another machine or toolchain is left out, for they cannot be compared (--fingerprint)."])
    #expect(try HistorySeries(entries, fingerprint: "Xeon").points.map(\.commit) == ["b"])
    for (part, problem) in [
      ("6.1", "2 fingerprints have `6.1` in them"), ("ARM", "no fingerprint has `ARM` in it"), ("", "no fingerprint has `` in it"),
    ] {
      #expect(failure { () throws(HistoryError) in _ = try HistorySeries(entries, fingerprint: part) }?.description.hasPrefix(problem) == true)
    }
  }

  @Test("is of one benchmark: that of the newest entry, or the one that is asked for") func benchmarks() throws {
    let entries = [entry("a", 10, benchmark: "routing"), entry("b", 20, benchmark: "parsing")]
    let series = try HistorySeries(entries)
    #expect(series.benchmark == "parsing" && series.points.map(\.commit) == ["b"])
    #expect(series.notes == ["This is the benchmark `parsing`; there are also `routing` (--benchmark)."])
    #expect(try HistorySeries(entries, benchmark: "routing").points.map(\.commit) == ["a"])
    #expect(
      failure { () throws(HistoryError) in _ = try HistorySeries(entries, benchmark: "x") }?.description
        == "the history has no benchmark `x`; it has `parsing`, `routing`")
    #expect(try HistorySeries([]).points.isEmpty)
  }

  @Test("takes a function nobody saw as one that cost nothing, but only where functions were seen at all") func absentFunctions() throws {
    let series = try HistorySeries([
      entry("a", 1, ["x": 1]), entry("b", 2, ["function f": 5, "function g": 1]), entry("c", 3, ["function g": 1]),
    ])
    #expect(series.values(of: "function f").places == [1, 2] && series.values(of: "function f").values == [5, 0])
    #expect(series.names == ["x", "function f", "function g"])
  }
}
