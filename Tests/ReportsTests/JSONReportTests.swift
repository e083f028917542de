import Profiles
import Testing

@Suite struct JSONReportTests {
  private let profile: Profile

  init() {
    var fixture = ProfileFixture.recorded([("main;serve;parse", 6), ("main;serve", 1)])
    fixture.add("main;wait", samples: 2, labels: [Label("thread", "worker"), Label("tid", 11), Label("task", "load"), Label("state", "user")])
    fixture.add("main;wait", samples: 1, labels: [Label("thread", "worker"), Label("tid", 12), Label("state", "kernel")])
    fixture.change {
      $0.environment.trust.lost = 3
      $0.environment.trust.truncated = 2
      $0.environment.trust.asyncSamples = 5
      $0.environment.trust.asyncComplete = 4
    }
    profile = fixture.profile
  }

  private func table(_ name: String, _ change: (inout ViewOptions) -> Void = { _ in }) throws -> [[String: Any]] {
    try #require(try profile.json(change)[name] as? [[String: Any]])
  }

  @Test("On top are the schema's number, the sample type, the total and the fixed names")
  func top() throws {
    let json = try profile.json()
    #expect(json["schema"] as? Int == 1)
    #expect(json["sampleType"] as? String == "cpu")
    #expect(json["totalNanoseconds"] as? Int == 100_000_000)
    #expect(
      Set(json.keys) == [
        "schema", "sampleType", "totalNanoseconds", "environment", "trust", "functions", "states", "taskStates", "threads", "tasks",
      ])
  }

  @Test("A function has name, file, line, and self and total in time and in samples; the hottest comes first")
  func functions() throws {
    let functions = try table("functions")
    #expect(functions.map { $0["name"] as? String } == ["parse", "wait", "serve", "main"])
    let serve = functions[2]
    #expect(serve["file"] as? String == "/src/serve.swift")
    #expect(serve["line"] as? Int == 3)
    #expect(serve["selfNanoseconds"] as? Int == 10_000_000)
    #expect(serve["totalNanoseconds"] as? Int == 70_000_000)
    #expect(serve["selfSamples"] as? Int == 1)
    #expect(serve["totalSamples"] as? Int == 7)
    #expect(serve.count == 7)
  }

  @Test("Self values, threads and tasks each add up to the total, and samples to the samples", arguments: [nil, "samples"])
  func sums(sampleType: String?) throws {
    let json = try profile.json { $0.sampleType = sampleType }
    let unit = sampleType == nil ? "Nanoseconds" : "Count"
    let total = try #require(json["total\(unit)"] as? Int)
    for (name, key) in [("functions", "self\(unit)"), ("threads", "total\(unit)"), ("tasks", "total\(unit)")] {
      let rows = try #require(json[name] as? [[String: Any]])
      #expect(rows.reduce(0) { $0 + ($1[key] as? Int ?? 0) } == total, "\(name)")
    }
    let functions = try #require(json["functions"] as? [[String: Any]])
    #expect(functions.reduce(0) { $0 + ($1["selfSamples"] as? Int ?? 0) } == 10)
  }

  @Test("Threads have a name, an id where there is one, and their time")
  func threads() throws {
    let threads = try table("threads")
    #expect(threads.map { $0["name"] as? String } == ["[no thread]", "worker", "worker"])
    #expect(threads.map { $0["tid"] as? Int } == [nil, 11, 12])
    #expect(threads.map { $0["totalNanoseconds"] as? Int } == [70_000_000, 20_000_000, 10_000_000])
  }

  @Test("Tasks have a name and their time")
  func tasks() throws {
    #expect(try table("tasks").map { $0["name"] as? String } == ["[no task]", "load"])
    #expect(try table("tasks").map { $0["totalNanoseconds"] as? Int } == [80_000_000, 20_000_000])
  }

  @Test("States of threads are nanoseconds by name, and those of tasks are apart")
  func states() throws {
    let json = try profile.json()
    #expect(json["states"] as? [String: Int] == ["user": 20_000_000, "kernel": 10_000_000])
    #expect((json["taskStates"] as? [String: Int])?.isEmpty == true)
  }

  @Test("Trust has its six counts")
  func trust() throws {
    let wanted = ["samples": 7, "lost": 3, "truncated": 2, "complete": 7, "asyncSamples": 5, "asyncComplete": 4]
    #expect(try profile.json()["trust"] as? [String: Int] == wanted)
  }

  @Test("The environment says what was recorded where, how and when")
  func environment() throws {
    let environment = try #require(try profile.json()["environment"] as? [String: Any])
    let texts = ["toolVersion": "1.2.3", "kernel": "6.1.0", "cpuModel": "Model 7", "clock": "cpu-clock (software)", "collector": "bpf"]
    for (key, text) in texts { #expect(environment[key] as? String == text) }
    #expect(environment["target"] as? String == "/usr/bin/server")
    let numbers = ["frequencyHertz": 99, "processID": 4711, "durationNanoseconds": 10_000_000_000, "startNanoseconds": 1_764_000_000_000_000_000]
    for (key, number) in numbers { #expect(environment[key] as? Int == number) }
    #expect(environment["notes"] as? [String] == [])
  }

  @Test("Focus holds for every table")
  func focus() throws {
    let json = try profile.json { $0.focus = "serve" }
    #expect(json["totalNanoseconds"] as? Int == 70_000_000)
    #expect(try table("threads") { $0.focus = "serve" }.count == 1)
  }
}
