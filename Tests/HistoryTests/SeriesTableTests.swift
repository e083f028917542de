import Testing

@testable import History

@Suite("A table of a series") struct SeriesTableTests {
  private func read(_ text: String, series: String? = nil) throws(HistoryError) -> SeriesTable {
    try SeriesTable(Array(text.utf8), place: "t.csv", series: series)
  }

  @Test(
    "has one value a row, or a commit and a value, with or without a header, with any separator",
    arguments: [
      "1\n2.5\n-3e2\n", "value\n1\n2.5\n-3e2", "a,1\nb,2.5\nc,-3e2\n", "a;1\r\nb;2.5\r\nc;-3e2\r\n",
      "# made by hand\n\na\t1\nb\t2.5\n\n# more\nc\t-3e2\n",
      "commit,value\na,1\nb,2.5\nc,-3e2\n", "value,commit\n1,a\n2.5,b\n-3e2,c\n", "Revision ; Milliseconds\na;1\nb;2.5\nc;-3e2\n",
      "\u{feff}date,commit,note,value\n1,a,x,1\n2,b,\"y, z\",2.5\n3,c,,-3e2",
    ])
  func forms(_ text: String) throws {
    let table = try read(text)
    #expect(table.values == [1, 2.5, -300])
    #expect(table.commits == ["a", "b", "c"] || table.commits == ["", "", ""])
    #expect((table.commits == ["", "", ""]) == !text.contains("b"))
  }

  @Test("may be empty") func empty() throws {
    for text in ["", "\n\n", "# nothing\n", "commit,value\n"] { #expect(try read(text).values.isEmpty) }
  }

  @Test("of several series gives the one that is named, with its dates and titles") func several() throws {
    let text = "commit,date,title,name,value\na,10,First,cpu,1\na,10,First,wall,5\nb,20,\"Second, longer\",cpu,2\nb,20,\"Second, longer\",wall,6\n"
    let table = try read(text, series: "cpu")
    #expect(table.values == [1, 2] && table.dates == [10, 20] && table.titles == ["First", "Second, longer"])
    #expect(
      failure { () throws(HistoryError) in _ = try read(text) }?.description
        == "t.csv: line 3 begins another series, `wall`; name the one you mean with --metric")
    #expect(failure { () throws(HistoryError) in _ = try read(text, series: "disk") }?.description.contains("no series `disk`") == true)
  }

  @Test(
    "that is malformed is refused in one line that names the row",
    arguments: [
      ("1\n2\nx\n", "line 3 has `x` where a number has to stand"), ("a,1\nb\nc,3", "line 2 has 1 fields instead of 2 fields"),
      ("a,1\nb,2,3", "line 2 has 3 fields instead of 2 fields"), ("12x\n1\n", "line 1 has `12x` where a number has to stand"),
      ("a,1\n\n# c\nb,\n", "line 4 has no value"), ("1\nnan\n", "line 2 has `nan`"), ("1\n1e999\n", "line 2 has `1e999`"),
      ("inf,inf\na,1", "line 1 has `inf`"),
      ("1,2,3\n4,5,6\n", "line 1 has 3 fields"), ("a,1\n\"b,2\n", "quote"), ("a\u{0}b", "not text"),
    ])
  func malformed(_ text: String, _ problem: String) {
    let description = failure { () throws(HistoryError) in _ = try read(text) }?.description ?? ""
    #expect(description.hasPrefix("t.csv: ") && description.contains(problem) && !description.contains("\n"), "\(description)")
  }

  @Test("is read to its end whatever bytes it holds") func noise() {
    let alphabet = Array("1,;\t\"\n\r#.e-ab\u{7f}".utf8)
    var state: UInt64 = 7
    for _ in 0..<300 {
      var bytes: [UInt8] = []
      for _ in 0..<60 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      let outcome = failure { () throws(HistoryError) in _ = try SeriesTable(bytes, place: "t.csv") }
      #expect(outcome?.description.contains("\n") != true)
    }
  }
}
