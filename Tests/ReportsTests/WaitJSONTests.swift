import Profiles
import Testing

@Suite struct WaitJSONTests {
  private let json: [String: Any]
  private let counted: [String: Any]

  init() throws {
    json = try ProfileFixture.smallServer().profile.json()
    counted = try ProfileFixture.smallServer(requests: 1_000).profile.json()
  }

  private func table(_ name: String, _ json: [String: Any]) throws -> [[String: Any]] { try #require(json[name] as? [[String: Any]]) }

  @Test("States of threads hold processor time and waits, those of tasks are apart, all in nanoseconds")
  func states() throws {
    #expect(
      json["states"] as? [String: Int] == [
        "user": 700_000_000, "kernel": 100_000_000, "runqueue": 50_000_000, "lock": 200_000_000, "condition": 0, "io": 100_000_000,
        "sleep": 500_000_000, "idle": 350_000_000, "fault": 0, "unknown": 0,
      ])
    #expect(
      json["taskStates"] as? [String: Int] == [
        "running": 650_000_000, "pool": 90_000_000, "actor": 600_000_000, "child": 0, "continuation": 1_000_000_000,
      ])
  }

  @Test("A lock has its wait, its waits, its run queue, victims and culprits whose sum is the wait")
  func locks() throws {
    let lock = try #require(try table("locks", json).first)
    #expect(lock["name"] as? String == "mutex 0x7f01")
    for (key, value) in ["waitNanoseconds": 200_000_000, "waits": 4, "runqueueNanoseconds": 50_000_000] { #expect(lock[key] as? Int == value) }
    let victims = try #require(lock["victims"] as? [[String: Any]])
    #expect(victims.map { $0["name"] as? String } == ["lookUp"])
    let culprits = try #require(lock["culprits"] as? [[String: Any]])
    #expect(culprits.map { $0["name"] as? String } == ["refresh", "[unknown holder]"])
    #expect(culprits.map { $0["thread"] as? String } == ["worker", ""])
    #expect(culprits.reduce(0) { $0 + ($1["nanoseconds"] as? Int ?? 0) } == 200_000_000)
  }

  @Test("An actor has its queue, its waits, victims and holders; waits and pool have their sums")
  func actors() throws {
    let actor = try #require(try table("actors", json).first)
    #expect(actor["name"] as? String == "Account 0x7f99")
    for (key, value) in ["queueNanoseconds": 600_000_000, "waits": 3, "busyNanoseconds": 500_000_000] { #expect(actor[key] as? Int == value) }
    #expect((actor["victims"] as? [[String: Any]])?.map { $0["name"] as? String } == ["handle"])
    #expect((actor["holders"] as? [[String: Any]])?.map { $0["nanoseconds"] as? Int } == [400_000_000, 100_000_000])
    #expect(try table("waits", json).map { $0["nanoseconds"] as? Int } == [200_000_000, 100_000_000, 50_000_000])
    #expect((json["pool"] as? [String: Any])?["queueNanoseconds"] as? Int == 90_000_000)
  }

  @Test("Functions gain their waiting time, threads their states; a function that only waits is there")
  func functions() throws {
    let functions = try table("functions", json)
    let waiting = Dictionary(uniqueKeysWithValues: functions.map { ($0["name"] as? String ?? "", $0["waitNanoseconds"] as? Int ?? -1) })
    #expect(waiting["handle"] == 250_000_000 && waiting["parse"] == 0 && waiting["lookUp"] == 250_000_000 && waiting["nap"] == nil)
    #expect(functions.reduce(0) { $0 + ($1["selfNanoseconds"] as? Int ?? 0) } == json["totalNanoseconds"] as? Int)
    let threads = try table("threads", json)
    #expect(threads[1]["states"] as? [String: Int] == ["user": 400_000_000, "io": 100_000_000, "sleep": 500_000_000])
  }

  @Test("Trust gains the account of wall time")
  func trust() throws {
    let trust = try #require(json["trust"] as? [String: Int])
    #expect(trust["wallNanoseconds"] == 2_000_000_000 && trust["accountedNanoseconds"] == 2_000_000_000 && trust["closureMillionths"] == 200)
  }

  @Test("Counted requests are told, and every time has its part of one; without them there is no such key")
  func requests() throws {
    #expect(counted["requests"] as? Int == 1_000 && json["requests"] == nil)
    let function = try table("functions", counted)[0]
    #expect(function["selfPerRequestNanoseconds"] as? Double == 400_000)
    #expect(function["totalPerRequestNanoseconds"] as? Double == 400_000)
    #expect(try table("locks", counted)[0]["waitPerRequestNanoseconds"] as? Double == 200_000)
    #expect(try table("actors", counted)[0]["queuePerRequestNanoseconds"] as? Double == 600_000)
    #expect(try table("functions", json)[0].keys.filter { $0.contains("PerRequest") } == [])
  }

  @Test("A profile without waits has no key of theirs, and one without requests no number per request")
  func without() throws {
    let plain = try ProfileFixture.recorded([("main", 1)]).profile.json()
    for key in ["locks", "actors", "waits", "pool", "requests"] { #expect(plain[key] == nil) }
    #expect((plain["functions"] as? [[String: Any]])?[0]["waitNanoseconds"] == nil)
  }

  @Test("The page's data have the same sums as the tables")
  func page() throws {
    let page = try ProfileFixture.smallServer().profile.html()
    let data = try pageData(page)
    let metrics = try #require(data["metrics"] as? [[String: Any]])
    #expect(metrics.map { $0["metric"] as? String } == ["cpu", "wait", "queue", "blame"])
    let totals = metrics.map { $0["total"] as? Int ?? 0 }
    #expect(totals.dropFirst() == [350_000_000, 1_690_000_000, 200_000_000])
    // Of the waits the page has those at rest too.
    let sums = try PageColumnsReading(page, metrics: 4).rows.map { $0.values.reduce(0, +) }
    #expect(sums == [totals[0], totals[1] + 850_000_000, totals[2], totals[3]])
    let account = try #require(data["account"] as? [String: Any])
    #expect(account["wall"] as? Int == 2_000_000_000 && account["taskTotal"] as? Int == 2_340_000_000)
    let plain = try pageData(ProfileFixture.recorded([("main", 1)]).profile.html())
    #expect((plain["metrics"] as? [Any])?.count == 1 && plain["account"] == nil)
  }

  @Test("A page narrowed to some states says which samples are of them, and has the others for its tables of waits")
  func narrowed() throws {
    let page = try ProfileFixture.smallServer().profile.html {
      $0.sampleType = "wait"
      $0.states = ["lock"]
    }
    let data = try pageData(page)
    let metrics = try #require(data["metrics"] as? [[String: Any]])
    #expect(metrics[0]["metric"] as? String == "wait" && metrics[0]["total"] as? Int == 200_000_000)
    let isShown = try #require((data["keys"] as? [String: [Int]])?["isShown"])
    let rows = try PageColumnsReading(page, metrics: metrics.count).rows[0]
    #expect(zip(rows.keys, rows.values).reduce(0) { $0 + isShown[$1.0] * $1.1 } == 200_000_000)
    #expect(rows.values.reduce(0, +) == 1_200_000_000)
  }
}
