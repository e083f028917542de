import Foundation
import Profiles
import Testing

/// Names made to break out, as locks, actors, states, threads and victims.
@Suite struct WaitHostileTests {
  private let profile = HostileNames.waits().profile

  private func steers(_ scalar: Unicode.Scalar) -> Bool {
    scalar != "\n" && [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  @Test("The text has no character that steers a terminal, and each name is one line")
  func text() throws {
    for grouping in ViewOptions.Grouping.allCases {
      let text = try profile.text(limit: 200) { $0.groupBy = grouping }
      #expect(text.unicodeScalars.filter(steers).isEmpty)
      #expect(try profile.text(limit: 200, color: true) { $0.groupBy = grouping }.replacing(/\u{1b}\[[0-9;]*m/, with: "") == text)
    }
    // Every lock: name, facts, two tables of one row each, and whom it kept waiting.
    #expect(try section("locks", of: profile.text(limit: 200)).count == HostileNames.all.count * 7)
  }

  @Test("Every row of a Markdown table has the columns of its heading")
  func markdown() throws {
    let markdown = try profile.markdown(limit: 200)
    for name in ["states", "task states", "waits", "locks", "actors"] {
      let table = section(name, of: markdown)
      #expect(table.count >= HostileNames.all.count + 2, "\(name)")
      #expect(Set(table.map { cells($0).count }).count == 1, "\(name)")
    }
    #expect(markdown.unicodeScalars.filter(steers).isEmpty)
    let prose = markdown.split(separator: "`").enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    #expect(!prose.contains(/<[A-Za-z\/!]/) && !prose.contains(/(^|[^\\])\[/))
  }

  @Test("JSON gives every lock, actor, state, thread and victim back as it was")
  func json() throws {
    let json = try profile.json()
    let wanted = Set(HostileNames.all.map(scalars))
    let locks = try #require(json["locks"] as? [[String: Any]])
    let actors = try #require(json["actors"] as? [[String: Any]])
    let culprits = locks.flatMap { $0["culprits"] as? [[String: Any]] ?? [] }
    let victims = culprits.flatMap { $0["victims"] as? [[String: Any]] ?? [] }
    for (rows, key) in [(locks, "name"), (actors, "name"), (culprits, "name"), (culprits, "thread"), (victims, "name")] {
      #expect(Set(rows.compactMap { $0[key] as? String }.map(scalars)) == wanted)
    }
    #expect(Set((json["states"] as? [String: Int] ?? [:]).keys.map(scalars)).isSuperset(of: wanted))
    #expect(Set((json["taskStates"] as? [String: Int] ?? [:]).keys.map(scalars)).isSuperset(of: wanted))
  }

  @Test("The page's data open no tag and close none")
  func html() throws {
    #expect(tagCounts(try profile.html()) == tagCounts(try ProfileFixture.smallServer().profile.html()))
  }

  @Test("Values at both ends of their range make a report and not a crash")
  func extremes() throws {
    for value in [Int64.max, .min, -1, 1] {
      for waits in [Int64.max, .min, -1, 0] {
        var fixture = ProfileFixture.waiting()
        for type in 1...4 {
          for state in ["lock", "actor", "pool", "runqueue", "idle"] {
            var values = [Int64](repeating: 0, count: 6)
            values[type] = value
            values[5] = waits
            fixture.add(
              ["main", "a"], values: values, labels: [Label("state", state), Label("lock", "m"), Label("executor", "A"), Label("task", "t")])
          }
        }
        fixture.change {
          $0.duration = value
          $0.environment.requests = waits
          $0.environment.trust.wall = value
          $0.environment.trust.closureError = waits
        }
        for grouping in ViewOptions.Grouping.allCases { #expect(try !fixture.profile.text(limit: 3) { $0.groupBy = grouping }.isEmpty) }
        for type in ["wait", "queue", "blame"] { #expect(try !fixture.profile.text { $0.sampleType = type }.isEmpty) }
        #expect(try !fixture.profile.markdown().isEmpty && !fixture.profile.html().isEmpty && !fixture.profile.json().isEmpty)
      }
    }
  }
}
