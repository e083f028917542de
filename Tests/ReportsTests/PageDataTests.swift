import Profiles
import Testing

@Suite struct PageDataTests {
  private func numbers(_ data: [String: Any], _ column: String) throws -> [Int] {
    try #require((data["tree"] as? [String: Any])?[column] as? [Int])
  }

  @Test("Self values of the tree add up to the total, the summed-up small nodes included")
  func sums() throws {
    let stacks = [("main;hot", Int64(1_000_000))] + (0..<500).map { ("main;cold\($0 % 50);leaf\($0)", Int64(1)) }
    let data = try pageData(ProfileFixture.recorded(stacks).profile.html())
    #expect(try numbers(data, "self").reduce(0, +) == data["total"] as? Int)
    #expect((data["names"] as? [String])?.contains("(smaller)") == true)
    // main, hot, and one node for all that is narrower than a pixel.
    #expect(try numbers(data, "depth") == [0, 1, 1])
  }

  @Test("The table's functions and those left out are all functions")
  func leftOut() throws {
    let stacks = [("hot", Int64(10_000_000))] + (0..<30).map { ("cold\($0)", Int64(1)) }
    let data = try pageData(ProfileFixture.recorded(stacks).profile.html())
    #expect((data["functions"] as? [Any])?.count == 1)
    #expect(data["functionsLeftOut"] as? Int == 30)
  }

  @Test("Of very many threads the smallest are one row, and all rows add up to the total")
  func manyThreads() throws {
    var fixture = ProfileFixture()
    for thread in 1...700 { fixture.add("main", samples: Int64(thread), labels: [Label("thread", "worker"), Label("tid", Int64(thread))]) }
    let data = try pageData(fixture.profile.html())
    let threads = try #require(data["threads"] as? [[Any]])
    #expect(threads.count == 501)
    #expect(threads.first?.first as? String == "worker (700)")
    #expect(threads.last?.first as? String == "(200 more)")
    #expect(threads.reduce(0) { $0 + ($1[1] as? Int ?? 0) } == data["total"] as? Int)
  }

  @Test("Every column of the tree and of the names has the same length")
  func columns() throws {
    let data = try pageData(ProfileFixture.recorded([("main;a;b", 3), ("main;c", 1)]).profile.html())
    #expect(try ["frame", "depth", "self", "flags"].map { try numbers(data, $0).count } == [4, 4, 4, 4])
    let names = try #require(data["names"] as? [String])
    for column in ["files", "lines", "kinds"] { #expect((data[column] as? [Any])?.count == names.count) }
  }

  @Test("Hidden frames are in the page, which can show them")
  func hidden() throws {
    var fixture = ProfileFixture()
    fixture.kinds = ["start": .scheduler, "glue": .thunk]
    fixture.add("start;glue;main", samples: 1)
    let data = try pageData(fixture.profile.html())
    #expect(data["names"] as? [String] == ["start", "glue", "main"])
    #expect(data["kinds"] as? [Int] == [2, 1, 0])
  }
}
