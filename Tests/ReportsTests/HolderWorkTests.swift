import Profiles
import Testing

/// What the holders of a lock did while others waited for it, in every report.
@Suite struct HolderWorkTests {
  private let profile = ProfileFixture.heldLock().profile

  @Test("Under a lock stands what was done while it was held; holders are no victims and states stay what they are")
  func text() throws {
    let text = try profile.text()
    let lines = section("locks", of: text).map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines.suffix(4) == [
        "total time self what was done while holding it, 60.0 ms on a processor", "83.3 % 50.0 ms 66.7 % reload reload.swift:3",
        "16.7 % 10.0 ms 16.7 % [on a processor between samples] [on a processor between samples].swift:3",
        "16.7 % 10.0 ms 16.7 % decode decode.swift:3",
      ])
    #expect(lines.contains("100 % 200 ms lookUp lookUp.swift:3"))
    #expect(lines[1] == "200 ms waited for it in 4 waits of 50.0 ms; then 50.0 ms ready without a processor")
    #expect(rows("states", of: text)[3].hasPrefix("9.7 % 16.5 % 200 ms lock"))
    #expect(text.contains("[on a processor between samples]: threads that ran too shortly to be sampled"))
  }

  @Test("Scripts read the same numbers, in nanoseconds and per request")
  func json() throws {
    let json = try ProfileFixture.heldLock(requests: 1_000).profile.json()
    let lock = try #require((json["locks"] as? [[String: Any]])?.first)
    #expect(lock["waitNanoseconds"] as? Int == 200_000_000 && (lock["victims"] as? [Any])?.count == 1)
    let work = try #require(lock["work"] as? [String: Any])
    #expect(work["nanoseconds"] as? Int == 60_000_000)
    let functions = try #require(work["functions"] as? [[String: Any]])
    #expect(functions.map { $0["name"] as? String } == ["reload", "[on a processor between samples]", "decode"])
    #expect(functions.map { $0["selfNanoseconds"] as? Int } == [40_000_000, 10_000_000, 10_000_000])
    #expect(functions[0]["totalNanoseconds"] as? Int == 50_000_000 && functions[0]["totalPerRequestNanoseconds"] as? Double == 50_000)
    let actor = try #require((json["actors"] as? [[String: Any]])?.first)
    #expect((actor["work"] as? [String: Any])?["nanoseconds"] as? Int == actor["busyNanoseconds"] as? Int)
  }

  @Test("An actor that nobody waited for is not among those that keep tasks from work")
  func idleActor() throws {
    var fixture = ProfileFixture.heldLock()
    fixture.run("start;draw", .user, 10, .init(thread: "main", tid: 1, executor: "MainActor"))
    #expect(try !section("actors", of: fixture.profile.text()).contains { $0.contains("MainActor") })
    fixture.queue("handle", .actor, 10, .init(task: "request", executor: "MainActor"))
    #expect(try section("actors", of: fixture.profile.text()).contains("  MainActor"))
  }

  @Test("What is shown of one kind of time has the states of that kind, once")
  func statesOfKind() throws {
    for (type, states) in [("wait", ["states"]), ("blame", ["states"]), ("queue", ["task states"]), ("cpu", ["states", "task states"])] {
      let text = try profile.text { $0.sampleType = type }
      #expect(text.split(separator: "\n").filter { $0.hasSuffix("states") && !$0.hasPrefix(" ") }.map(String.init) == states)
    }
    let queue = try profile.text {
      $0.sampleType = "queue"
      $0.groupBy = .state
    }
    #expect(rows("states", of: queue).map { $0.split(separator: " ").last ?? "" } == ["continuation", "actor", "pool"])
    #expect(section("threads", of: queue).isEmpty && !section("tasks", of: queue).isEmpty)
  }

  @Test("Meanings of states are shown for all or for none", arguments: [60, 80, 100, 120])
  func meanings(width: Int) throws {
    let lines = section("states", of: try profile.text(width: width)).dropFirst().dropLast()
    #expect(
      [0, lines.count].contains(
        lines.count {
          $0.contains("on a processor") || $0.contains("waits for") || $0.contains("processor free")
            || $0.contains("sleeps until") || $0.contains("nothing to do")
        }))
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
  }
}

extension ProfileFixture {
  /// The small server, and 60 ms of what the holder of its lock did.
  static func heldLock(requests: Int64? = nil) -> ProfileFixture {
    var fixture = smallServer(requests: requests)
    let holder = Place(thread: "worker", tid: 12, lock: "mutex 0x7f01")
    fixture.kinds["[on a processor between samples]"] = .marker
    fixture.run("start;refresh;reload;memcpy_avx", .user, 30, holder)
    fixture.run("start;refresh;reload;tcp_sendmsg", .kernel, 10, holder)
    fixture.run("start;refresh;reload;decode", .user, 10, holder)
    fixture.run("[on a processor between samples]", .user, 10, holder)
    return fixture
  }
}
