import Profiles
import Testing

@Suite struct PageDataTests {
  private func columns(_ profile: Profile) throws -> PageColumnsReading { try PageColumnsReading(profile.html(), metrics: 1) }

  @Test("Every stack is a path of the tree, and the samples add up to the total")
  func sums() throws {
    let profile = ProfileFixture.recorded([("main;hot;leaf", 5), ("main;hot", 3), ("main;cold", 1)]).profile
    let data = try pageData(profile.html())
    let columns = try columns(profile)
    let names = try #require(data["names"] as? [String])
    #expect(zip(columns.frame, columns.depths).map { "\($1) \(names[$0])" } == ["1 main", "2 cold", "2 hot", "3 leaf"])
    #expect(columns.rows[0].nodes == [2, 3, 4])
    #expect(columns.rows[0].values == [10_000_000, 30_000_000, 50_000_000])
    #expect(((data["metrics"] as? [[String: Any]])?[0]["total"] as? Int) == 90_000_000)
    #expect(columns.rows[0].times.isEmpty)
  }

  @Test("However small, a stack is in the page")
  func everything() throws {
    let stacks = [("main;hot", Int64(1_000_000))] + (0..<500).map { ("main;cold\($0 % 50);leaf\($0)", Int64(1)) }
    let columns = try columns(ProfileFixture.recorded(stacks).profile)
    // main, hot, 50 that are cold, 500 leaves.
    #expect(columns.frame.count == 552)
    #expect(columns.rows[0].nodes.count == 501)
  }

  @Test("Samples that only differ in what the page does not show are one row")
  func merged() throws {
    var fixture = ProfileFixture()
    for (lock, thread) in [("a", "one"), ("b", "one"), ("c", "two")] {
      fixture.add("main", samples: 2, labels: [Label("thread", thread), Label("lock", lock)])
    }
    let page = try fixture.profile.html()
    let columns = try PageColumnsReading(page, metrics: 1)
    #expect(columns.rows[0].nodes == [1, 1])
    #expect(columns.rows[0].values == [40_000_000, 20_000_000])
    #expect(try pageData(page)["threads"] as? [String] == ["[no thread]", "one", "two"])
  }

  @Test("Times are parts of the recording, and never beyond its end")
  func times() throws {
    var fixture = ProfileFixture()
    for time in [0, 500, 1_000, 5_000] as [Int64] { fixture.add("main", samples: 1, labels: [Label("timestamp", time, unit: "nanoseconds")]) }
    var profile = fixture.profile
    profile.duration = 1_000
    #expect(try columns(profile).rows[0].times == [0, 32_768, 65_535])
  }

  @Test("A sample without a time has one that is in no piece of the recording")
  func withoutTime() throws {
    var fixture = ProfileFixture()
    fixture.add("main", samples: 1, labels: [Label("timestamp", 500, unit: "nanoseconds")])
    fixture.add("main", samples: 1)
    fixture.change { $0.duration = 1_000 }
    #expect(try columns(fixture.profile).rows[0].times == [32_768, SampleTree.timeSteps])
  }

  @Test("Every column of the names has the same length")
  func names() throws {
    let data = try pageData(ProfileFixture.recorded([("main;a;b", 3), ("main;c", 1)]).profile.html())
    let names = try #require(data["names"] as? [String])
    for column in ["files", "lines", "kinds"] { #expect((data[column] as? [Any])?.count == names.count) }
  }

  @Test("Hidden frames are in the page, which can show them")
  func hidden() throws {
    var fixture = ProfileFixture()
    fixture.kinds = ["start": .scheduler, "glue": .thunk]
    fixture.add("start;glue;main", samples: 1)
    let data = try pageData(fixture.profile.html())
    let names = try #require(data["names"] as? [String])
    let kinds = try #require(data["kinds"] as? [Int])
    for (name, kind) in [("start", 2), ("glue", 1), ("main", 0)] { #expect(names.firstIndex(of: name).map { kinds[$0] } == kind) }
  }
}
