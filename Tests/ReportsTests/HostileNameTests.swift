import Foundation
import Profiles
import Testing

@Suite struct HostileNameTests {
  private let profile = HostileNames.profile().profile

  @Test("The text has no character that steers a terminal or turns the order of letters, with and without colour")
  func text() throws {
    for grouping in ViewOptions.Grouping.allCases {
      let text = try profile.text(limit: 100) { $0.groupBy = grouping }
      #expect(text.unicodeScalars.filter(steers).isEmpty)
      let colored = try profile.text(limit: 100, color: true) { $0.groupBy = grouping }
      #expect(colored.replacing(/\u{1b}\[[0-9;]*m/, with: "") == text)
    }
  }

  @Test("A sample type's unit steers no terminal either")
  func unit() throws {
    var fixture = ProfileFixture([ValueType(type: "odd", unit: "bytes\u{1b}[31m\n")], defaultType: "odd")
    fixture.add(["main"], values: [7])
    #expect(try fixture.profile.text().unicodeScalars.filter(steers).isEmpty)
  }

  @Test("A name is one line of the text, and so is a row")
  func rows() throws {
    // The heading, one row for each name, and main.
    #expect(try section("functions", of: profile.text(limit: 100)).count == HostileNames.all.count + 2)
  }

  @Test("Every row of a Markdown table has the columns of its heading, and no backtick but those around the name")
  func markdown() throws {
    let markdown = try profile.markdown(limit: 100)
    for (name, columns) in [("functions", 5), ("threads", 3), ("tasks", 3)] {
      let table = section(name, of: markdown)
      #expect(table.count >= HostileNames.all.count + 2)
      #expect(table.allSatisfy { cells($0).count == columns })
      let names = table.dropFirst(2).map { cells($0)[columns == 5 ? 3 : 2] }
      #expect(names.allSatisfy { $0.hasPrefix("`") && $0.hasSuffix("`") && $0.unicodeScalars.count { $0 == "`" } == 2 })
    }
  }

  @Test("Outside of code, Markdown has nothing that a renderer takes for a tag, a link or an image")
  func markup() throws {
    let markdown = try profile.markdown(limit: 100)
    let prose = markdown.split(separator: "`").enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    #expect(!prose.contains(/<[A-Za-z\/!]/))
    #expect(!prose.contains(/(^|[^\\])\[/))
    #expect(markdown.unicodeScalars.filter(steers).isEmpty)
  }

  @Test("JSON gives every name, file, thread, task and state back as it was")
  func json() throws {
    let json = try profile.json()
    let wanted = Set(HostileNames.all.map(scalars))
    func column(_ table: String, _ key: String) -> Set<[Unicode.Scalar]> {
      Set((json[table] as? [[String: Any]] ?? []).compactMap { $0[key] as? String }.map(scalars))
    }
    #expect(column("functions", "name") == wanted.union([scalars("main")]))
    #expect(column("functions", "file").isSuperset(of: HostileNames.all.map { scalars("/src/" + $0) }))
    #expect(column("threads", "name") == wanted)
    #expect(column("tasks", "name") == wanted)
    let states = try #require(json["states"] as? [String: Int])
    #expect(Set(states.keys.map(scalars)) == wanted)
    #expect((json["environment"] as? [String: Any])?["notes"] as? [String] == HostileNames.all)
  }

  @Test("The page's data open no tag and close none, and give every name back")
  func html() throws {
    let page = try profile.html()
    let plain = try ProfileFixture.recorded([("main", 1)]).profile.html()
    #expect(tagCounts(page) == tagCounts(plain))
    let data = try pageData(page)
    let names = try #require(data["names"] as? [String])
    #expect(Set(names.map(scalars)).isSuperset(of: HostileNames.all.map(scalars)))
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  private func steers(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" { return false }
    return [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
  }
}

/// What the page's script draws.
func pageData(_ page: String) throws -> [String: Any] {
  let start = try #require(page.range(of: "<script type=\"application/json\" id=\"data\">")).upperBound
  let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
  return try JSONSerialization.jsonObject(with: Data(page[start..<end].utf8)) as? [String: Any] ?? [:]
}
