import Foundation
import Profiles
import Testing

/// `headroom scale` on programs of which it is known what stops them.
@Suite("Scale", .needs("bpf")) struct ScaleTests {
  /// A program, how it is run, and the truth.
  struct Program: CustomTestStringConvertible {
    var fixture: String
    var levels: String
    var words: [String] = ["--clients", "{N}", "--seconds", "{seconds}"]
    var load: String?
    var lossClass: String
    /// A function that the rows of this class name, with its file.
    var function: String
    var testDescription: String { fixture }
  }

  static let programs = [
    Program(fixture: "serial-fraction", levels: "1,24", lossClass: "contention", function: "criticalSection"),
    Program(fixture: "actor-serial", levels: "1,24", lossClass: "contention", function: "holdActor"),
    Program(fixture: "cores", levels: "1,8", lossClass: "cores", function: "burnProcessor"),
    Program(fixture: "pool-blocked", levels: "1,8", lossClass: "poolBlocked", function: "blockPoolThread"),
    Program(fixture: "refcounts", levels: "1,2", lossClass: "cpuInflation", function: "shareObject"),
    Program(fixture: "io-bound", levels: "1,8", lossClass: "io", function: "awaitReply"),
    Program(
      fixture: "event-loop", levels: "1,8", words: ["--port", "{port}"], load: "wrk -t1 -c{N} -d{seconds}s http://127.0.0.1:{port}/",
      lossClass: "contention", function: "handleRequest"),
  ]

  /// Runs `scale` and reads its result.
  private func scale(_ words: [String], _ scratch: Scratch) throws -> JSONValue {
    let outcome = try Tool.start(Tool.headroom, ["scale", "--json", "-o", scratch.path("set")] + words).finish()
    guard outcome.status == 0 else { throw TestFailure(outcome.errors) }
    return try JSONValue(Array(outcome.output.utf8))
  }

  @Test("says what stops a program, and names the code", arguments: programs)
  func classes(_ program: Program) throws {
    if program.load != nil { try #require(Tool.isInstalled("wrk")) }
    let scratch = try Scratch()
    var words = ["--levels", program.levels, "--repeats", "1", "--seconds", "1500ms", "--warmup", "500ms"]
    if let load = program.load { words += ["--load", load] }
    let result = try scale(words + ["--", try Fixture.path(program.fixture)] + program.words, scratch)
    let sentence = result["sentence"]?.string ?? ""
    let rows = (result["account"]?.array ?? []).filter { $0["class"]?.string != "base" }
    let largest = try #require(rows.max { ($0["lossPerSecond"]?.number ?? 0) < ($1["lossPerSecond"]?.number ?? 0) })
    #expect(largest["class"]?.string == program.lossClass, "\(sentence)")
    let stacks = (result["stacks"]?.array ?? []).filter { $0["class"]?.string == program.lossClass }
    let holders = (result["ceilings"]?.array ?? []).compactMap { $0["holder"] }
    let named = stacks.prefix(5).flatMap { [$0] + [$0["culpritFrame"]].compactMap(\.self) } + holders
    let function = named.first { $0["function"]?.string?.contains(program.function) == true }
    #expect(function?["file"]?.string?.hasSuffix(".swift") == true && function?["line"]?.number ?? 0 > 0, "\(sentence)")
    for level in result["levels"]?.array ?? [] where program.load == nil {
      // The bar of the project: all of N·T/C is in measured states, within 5 %.
      let residual = try #require(level["residual"]?.number)
      #expect(abs(residual) <= 0.05, "N=\(level["level"]?.number ?? 0): \(residual)")
    }
    expectAdditive(result)
  }

  /// The rows add up to the difference of the cycles; sums of a few numbers, so rounding only.
  private func expectAdditive(_ result: JSONValue) {
    let rows = result["account"]?.array ?? []
    let deltas = rows.compactMap { $0["deltaNanoseconds"]?["value"]?.number }.reduce(0, +)
    let cycles = (result["levels"]?.array ?? []).compactMap { $0["cycleNanoseconds"]?["value"]?.number }
    guard let first = cycles.first, let last = cycles.last else { return }
    #expect(abs(deltas - (last - first)) <= 1e-6 * last)
  }

  @Test("claims nothing of a program that loses nothing")
  func perfect() throws {
    let scratch = try Scratch()
    let result = try scale(
      ["--levels", "1,4", "--repeats", "3", "--seconds", "1500ms", "--warmup", "500ms", "--", try Fixture.path("perfect"), "--clients", "{N}"],
      scratch)
    let claims = (result["account"]?.array ?? []).filter { $0["claimed"]?.bool == true && $0["share"]?["value"]?.number ?? 0 > 0 }
    let sentence = result["sentence"]?.string ?? ""
    // What others take from a small machine is told as what it is, not as the program's.
    #expect(claims.allSatisfy { ["scheduling", "cores"].contains($0["class"]?.string) }, "\(sentence)")
  }

  @Test("tells the growth of each function with size")
  func growth() throws {
    let scratch = try Scratch()
    let options = ["--frequency", "1999", "--sizes", "500,1k,2k,4k,8k", "--repeats", "3", "--seconds", "800ms", "--warmup", "200ms"]
    let result = try scale(options + ["--", try Fixture.path("growth"), "--size", "{size}"], scratch)
    let rows = result["growth"]?.array ?? []
    for (function, power) in [("scanLinear", 1.0), ("comparePairs", 2)] {
      let row = try #require(rows.first { $0["function"]?.string?.contains(function) == true })
      // A function with a fifth of the time has 300 samples a run, and so a noise of 6 %. The exponent is the slope over the last three sizes, of three
      // runs each: its standard error is 6 % / (√2 · ln 2 · √3) = 3.5 %, and this is 4.5 times that.
      let exponent = try #require(row["exponent"]?["value"]?.number)
      #expect(abs(exponent - power) < 0.16, "\(function): \(exponent)")
    }
    // Noise as small tells n² from its neighbours in all of 2 000 simulated sweeps; n from n log n it may leave open.
    let pairs = rows.first { $0["function"]?.string?.contains("comparePairs") == true }
    #expect(pairs?["model"]?.string == "n^2", "\(String(describing: pairs))")
  }

  @Test("keeps what was finished when it is interrupted, and goes on with it later")
  func resume() throws {
    let scratch = try Scratch()
    let words = ["scale", "--levels", "1,2", "--repeats", "2", "--seconds", "1s", "--warmup", "200ms", "--seed", "7", "-o", scratch.path("set")]
    let command = ["--", try Fixture.path("perfect"), "--clients", "{N}"]
    let running = try Tool.start(Tool.headroom, words + command)
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: scratch.path("set/runs/002.pb.gz")) && (running.state ?? "Z") != "Z" {
      usleep(50_000)
    }
    kill(running.processID, SIGINT)
    let first = running.finish()
    #expect(first.errors.contains("--resume"), "\(first.errors)")
    let second = try Tool.start(Tool.headroom, words + ["--resume", "--json"] + command).finish()
    #expect(second.status == 0, "\(second.errors)")
    let result = try JSONValue(Array(second.output.utf8))
    #expect((result["levels"]?.array ?? []).compactMap { $0["repetitions"]?.number } == [2, 2])
  }

  @Test("leaves no process behind, also of a target that forks")
  func orphans() throws {
    let scratch = try Scratch()
    let name = "headroom-orphan-\(getpid())"
    let script = scratch.path(name)
    try
      "#!/bin/sh\n# \(name)\nsetsid sh -c 'while :; do sleep 1; done' \(name) &\necho ready\ni=0\nwhile :; do i=$((i+100)); echo requests=$i; sleep 0.05; done\n"
      .write(toFile: script, atomically: true, encoding: .utf8)
    chmod(script, 0o755)
    let outcome = try Tool.start(
      Tool.headroom,
      ["scale", "--levels", "1,2", "--repeats", "1", "--seconds", "500ms", "--warmup", "100ms", "-o", scratch.path("set"), "--", script, "{N}"]
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let left = try Tool.runProgram("pgrep", "-f", name)
    #expect(left.output.isEmpty, "\(left.output)")
  }

  @Test(
    "says in one line what is wrong before anything runs",
    arguments: [
      (["--levels", "0,1", "--", "/bin/true", "{N}"], "level"),
      (["--levels", "1,x", "--", "/bin/true", "{N}"], "level"),
      (["--levels", "1,2", "--", "/no/such/program", "{N}"], "no"),
      (["--levels", "1,2", "--load", "no-such-tool -c{N}", "--", "/bin/true"], "no-such-tool"),
      (["--levels", "1,2", "--", "/bin/true"], "{N}"),
      (["--levels", "1,2"], "nothing to run"),
    ])
  func badPlans(_ words: [String], _ part: String) throws {
    let scratch = try Scratch()
    let outcome = try Tool.start(Tool.headroom, ["scale", "-o", scratch.path("set")] + words).finish()
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains(part), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("set/result.json")))
  }
}
