import Foundation
import Glibc
import Profiles
import Testing

/// `headroom convert` on recordings of real programs.
@Suite("Conversions") struct ConversionTests {
  private func record(_ program: String) throws -> Recording {
    try Recording("-F", "499", "--", try Fixture.path(program), "--seconds", "0.7")
  }

  private func convert(_ words: String...) throws {
    let outcome = try Tool.start(Tool.headroom, ["convert"] + words).finish()
    #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.output.isEmpty, "\(outcome)")
  }

  @Test("to collapsed stacks and back keep every stack and its time")
  func collapsed() throws {
    let recording = try record("async-chain")
    let scratch = recording.scratch
    try convert(recording.path, scratch.path("one.collapsed"))
    try convert(scratch.path("one.collapsed"), scratch.path("back.pb.gz"))
    try convert(scratch.path("back.pb.gz"), scratch.path("two.collapsed"))
    func lines(_ name: String) -> [Substring] { scratch.text(name).split(separator: "\n").sorted() }
    #expect(!lines("one.collapsed").isEmpty)
    #expect(lines("one.collapsed") == lines("two.collapsed"))
    let total = lines("one.collapsed").reduce(Int64(0)) { $0 + (Int64($1.split(separator: " ").last ?? "") ?? 0) }
    #expect(total == recording.profile.samples.count(ofValue: 1))
    #expect(try Tool.run("report", scratch.path("one.collapsed")).output.contains("leaf"))
  }

  @Test("to speedscope are JSON whose weights are the time of the recording")
  func speedscope() throws {
    let recording = try record("cpu-split")
    try convert(recording.path, "-o", recording.scratch.path("out.speedscope.json"))
    let data = FileManager.default.contents(atPath: recording.scratch.path("out.speedscope.json")) ?? Data()
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let profiles = try #require(object["profiles"] as? [[String: Any]])
    let weights = profiles.flatMap { $0["weights"] as? [Int64] ?? [] }
    #expect(weights.reduce(0, +) == recording.profile.samples.count(ofValue: 1))
    let frames = (object["shared"] as? [String: Any])?["frames"] as? [[String: Any]] ?? []
    #expect(frames.contains { ($0["name"] as? String)?.hasPrefix("spendSixty") == true })
  }

  /// The file that the Firefox Profiler opens, and the sum of the weights of the stacks with a function.
  private func firefox(_ recording: Recording, _ name: String) throws -> (file: [String: Any], milliseconds: (String) -> Double) {
    try convert(recording.path, recording.scratch.path(name))
    let packed = name.hasSuffix(".gz")
    let text = try Tool.runProgram(packed ? "zcat" : "cat", recording.scratch.path(name)).output
    let file = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let shared = try #require(file["shared"] as? [String: Any])
    func column<Value>(_ table: String, _ name: String, _: Value.Type) throws -> [Value] {
      try #require((shared[table] as? [String: Any])?[name] as? [Value], "\(table).\(name)")
    }
    let strings = try #require(shared["stringArray"] as? [String])
    let names = try column("funcTable", "name", Int.self)
    let functions = try column("frameTable", "func", Int.self)
    let frames = try column("stackTable", "frame", Int.self)
    let offsets = try column("stackTable", "prefixOffset", Int.self)
    let threads = try #require(file["threads"] as? [[String: Any]])
    func milliseconds(_ prefix: String) -> Double {
      var isIn: [Bool] = []
      for node in frames.indices {
        isIn.append(strings[names[functions[frames[node]]]].hasPrefix(prefix) || (offsets[node] > 0 && isIn[node - offsets[node]]))
      }
      return threads.reduce(0) { sum, thread in
        let samples = thread["samples"] as? [String: Any] ?? [:]
        let (stacks, weights) = (samples["stack"] as? [Any] ?? [], samples["weight"] as? [Double] ?? [])
        return sum + zip(stacks, weights).reduce(0) { $0 + (($1.0 as? Int).map { isIn[$0] } ?? false ? $1.1 : 0) }
      }
    }
    return (file, milliseconds)
  }

  @Test("to the Firefox Profiler's format keep the time of every function", arguments: ["out.firefox.json", "profile.json.gz"])
  func firefox(_ name: String) throws {
    let recording = try record("cpu-split")
    let (file, milliseconds) = try firefox(recording, name)
    let profile = recording.profile
    for part in ["", "spendSixty", "spendThirty", "spendTen"] {
      let expected = (0..<profile.samples.count).reduce(Int64(0)) { sum, sample in
        let isIn = part.isEmpty || profile.names(ofSample: sample).contains { $0.hasPrefix(part) }
        return isIn ? sum + profile.samples.value(1, of: sample) : sum
      }
      #expect(expected > 0 && abs(milliseconds(part) - Double(expected) / 1e6) < 1e-3, "\(part): \(milliseconds(part)), not \(expected)")
    }
    let meta = try #require(file["meta"] as? [String: Any])
    #expect(meta["product"] as? String == "cpu-split" && meta["symbolicated"] as? Bool == true)
    #expect(abs((meta["startTime"] as? Double ?? 0) - Date().timeIntervalSince1970 * 1000) < 3_600_000)
  }

  @Test("of a recording with times have its samples within its duration, in order")
  func firefoxTimeline() throws {
    let recording = try Recording("-F", "499", "--timeline", "--", try Fixture.path("async-chain"), "--seconds", "0.7")
    let (file, _) = try firefox(recording, "out.firefox.json.gz")
    let threads = try #require(file["threads"] as? [[String: Any]])
    var tasks = 0
    for thread in threads {
      let samples = try #require(thread["samples"] as? [String: Any])
      let times = try #require(samples["time"] as? [Double])
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(times.allSatisfy { $0 >= 0 && $0 <= Double(recording.profile.duration) / 1e6 + 1_000 })
      #expect((samples["threadCPUDelta"] as? [Double])?.count == times.count)
      tasks += (thread["markers"] as? [String: Any])?["length"] as? Int ?? 0
    }
    #expect(tasks > 0)
  }

  @Test("read what perf recorded", .needsProgram("perf"))
  func perf() throws {
    let scratch = try Scratch()
    let program = try Fixture.path("cpu-split")
    let recorded = try Tool.runProgram(
      "perf", "record", "-q", "-e", "cpu-clock", "-F", "499", "-g", "-o", scratch.path("perf.data"), "--", program, "--seconds", "1.5")
    try #require(recorded.status == 0, "\(recorded)")
    try #require(try Tool.runProgram("sh", "-c", "perf script -i \(scratch.path("perf.data")) > \(scratch.path("perf.txt")) 2>/dev/null").status == 0)
    try convert(scratch.path("perf.txt"), scratch.path("guessed.pb.gz"))
    try convert(scratch.path("perf.txt"), scratch.path("named.pb.gz"), "--from", "perf-script")
    let profile = try scratch.profile("named.pb.gz")
    #expect(try scratch.profile("guessed.pb.gz") == profile)
    let truth = try Fixture.truth(recorded.output)
    let parts = ["spendSixty", "spendThirty", "spendTen"]
    let all = parts.reduce(0) { $0 + ((truth["\($1)Nanoseconds"] as? Double) ?? 0) }
    let counts = parts.map { part in Double(profile.count { sample in profile.names(ofSample: sample).contains { $0.hasPrefix(part + "(") } }) }
    let sum = counts.reduce(0, +)
    #expect(sum > Double(Expected.leastSamples))
    for (part, count) in zip(parts, counts) {
      let share = ((truth["\(part)Nanoseconds"] as? Double) ?? 0) / all
      // 4.5 standard errors, as in SharesTests.
      #expect(abs(count / sum - share) < 4.5 * (share * (1 - share) / sum).squareRoot(), "\(part): \(count) of \(sum), not \(share)")
    }
  }

  @Test("of a file into itself replace it whole")
  func sameFile() throws {
    let recording = try record("cpu-split")
    try convert(recording.path, recording.path, "--redact")
    #expect(try recording.scratch.profile(Recording.fileName) == recording.profile.redacted())
    #expect(try FileManager.default.contentsOfDirectory(atPath: recording.scratch.folder) == [Recording.fileName])
  }

  @Test("through standard input and output read and write whole files")
  func pipes() throws {
    let recording = try record("cpu-split")
    let script = "\(Tool.headroom) convert - - --to collapsed < \(recording.path) | \(Tool.headroom) convert - \(recording.scratch.path("out.pb.gz"))"
    let outcome = try Tool.runProgram("sh", "-c", script)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(try recording.scratch.profile("out.pb.gz").samples.count(ofValue: 0) == recording.profile.samples.count(ofValue: 1))
  }

  @Test("to or from formats that there are not say which there are")
  func formats() throws {
    let recording = try record("cpu-split")
    func refused(_ words: String...) throws -> Tool.Outcome { try Tool.start(Tool.headroom, ["convert", recording.path] + words).finish() }
    let out = recording.scratch.path("out")
    expectOneLineError(try refused(out), "cannot tell the format from the name \(out)", "--to")
    expectOneLineError(try refused(out, "--to", "svg"), "--to is one of", "speedscope", "`svg`")
    expectOneLineError(try refused(out, "--to", "perf-script"), "can only be read")
    expectOneLineError(try refused(out, "--to", "pprof", "--from", "speedscope"), "can only be written")
    expectOneLineError(try refused(out, "--to", "pprof", "--from", "collapsed"), recording.path)
    expectOneLineError(try refused("/no/such/folder/out", "--to", "pprof"), "there is no folder /no/such/folder")
    expectOneLineError(try refused("/dev/full", "--to", "pprof"), "cannot write /dev/full: No space left")
    #expect(!FileManager.default.fileExists(atPath: out))
  }
}

extension SampleTable {
  /// The sum of one of the values over all samples.
  func count(ofValue index: Int) -> Int64 { (0..<count).reduce(0) { $0 + value(index, of: $1) } }
}
