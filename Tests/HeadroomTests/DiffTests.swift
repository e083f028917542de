import Foundation
import Testing

/// `headroom diff` on results of `scale`.
@Suite("Diff") struct DiffTests {
  /// A result as `headroom scale` writes it, with nothing but what a comparison needs.
  private func result(processor: Double = 400_000, highest: Double = 8_000, kernel: String = "Linux 6.1.0", trust: String = "good") -> String {
    func interval(_ value: Double) -> String { #"{"value":\#(value),"low":\#(value * 0.996),"high":\#(value * 1.004)}"# }
    func level(_ level: Int, _ throughput: Double) -> String {
      let cycle = Double(level) * 1e9 / throughput
      return #"{"level":\#(level),"repetitions":5,"throughputPerSecond":\#(interval(throughput)),"cycleNanoseconds":\#(interval(cycle)),"#
        + #""cpuPerRequestNanoseconds":\#(interval(processor)),"measuredNanoseconds":\#(cycle),"usableProcessors":4,"utilisation":0.5,"zone":"cores"}"#
    }
    return #"{"schema":1,"sentence":"A sweep.","trust":[{"name":"drift","status":"\#(trust)","text":"The machine drifted."}],"#
      + #""environment":{"kernel":"\#(kernel)","cpuModel":"EPYC","processors":4},"levels":[\#(level(1, 2_000)),\#(level(8, highest))]}"#
  }

  private func diff(_ base: String, _ head: String, _ words: String...) throws -> Tool.Outcome {
    let scratch = try Scratch()
    for (name, text) in [("base", base), ("head", head)] {
      try FileManager.default.createDirectory(atPath: scratch.path(name), withIntermediateDirectories: true)
      try text.write(toFile: scratch.path("\(name)/result.json"), atomically: true, encoding: .utf8)
    }
    // A folder and a file: both are taken.
    var outcome = try Tool.start(Tool.headroom, ["diff", scratch.path("base"), scratch.path("head/result.json")] + words).finish()
    // Sentences are broken where the terminal ends.
    outcome.output = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return outcome
  }

  @Test("of two profiles tells what one run of a side can tell: larger changes, and which function")
  func profiles() throws {
    let scratch = try Scratch()
    for (name, serve, encode) in [("base", 90_000, 10_000), ("same", 90_000, 10_000), ("head", 90_000, 40_000), ("faster", 60_000, 10_000)] {
      let text = "main;serve \(serve)\nmain;encode \(encode)\n"
      try text.write(toFile: scratch.path("\(name).collapsed"), atomically: true, encoding: .utf8)
      #expect(try Tool.run("convert", scratch.path("\(name).collapsed"), "-o", scratch.path("\(name).pb.gz")).status == 0)
    }
    // Two runs differ by 2 % each, it is taken: a change of 3 % cannot be excluded, one of 6 % can.
    for (words, status) in [([], 3), (["--threshold", "6%"], 0)] as [([String], Int32)] {
      let same = try Tool.start(Tool.headroom, ["diff", scratch.path("base.pb.gz"), scratch.path("same.pb.gz")] + words).finish()
      #expect(same.status == status && !same.output.contains("nothing bounds"), "\(same)")
    }
    #expect(try Tool.run("diff", scratch.path("base.pb.gz"), scratch.path("faster.pb.gz")).status == 0)
    let slower = try Tool.run("diff", scratch.path("base.pb.gz"), scratch.path("head.pb.gz"))
    #expect(slower.status == 2 && slower.output.contains("encode"), "\(slower)")
  }

  @Test("passes with exit code 0 where nothing got worse")
  func pass() throws {
    let outcome = try diff(result(), result(processor: 401_000))
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output.hasPrefix("A request costs the same: CPU per request at N=1"))
    #expect(outcome.output.contains("pass: Nothing got worse."))
    #expect(!outcome.output.contains("\u{1b}"))
  }

  @Test("ends with exit code 2 for a request that costs more, and for worse scaling, and tells them apart")
  func regression() throws {
    let slower = try diff(result(), result(processor: 440_000))
    #expect(slower.status == 2 && slower.errors.isEmpty, "\(slower)")
    #expect(slower.output.contains("A request costs more") && slower.output.contains("It scales the same"))
    let tighter = try diff(result(), result(highest: 6_000))
    #expect(tighter.status == 2, "\(tighter)")
    #expect(tighter.output.contains("A request costs the same") && tighter.output.contains("It scales worse: efficiency at N=8"))
  }

  @Test("ends with exit code 3 where nothing can be said")
  func inconclusive() throws {
    let kernels = try diff(result(), result(kernel: "Linux 6.6.0"))
    #expect(kernels.status == 3 && kernels.output.contains("different kernels, Linux 6.1.0 and Linux 6.6.0"), "\(kernels)")
    let red = try diff(result(), result(trust: "refused"))
    #expect(red.status == 3 && red.output.contains("not to be trusted"), "\(red)")
    // 0.4 % on both sides cannot exclude half a percent.
    let strict = try diff(result(), result(processor: 401_000), "--threshold", "0.5%")
    #expect(strict.status == 3 && strict.output.contains("Cannot tell"), "\(strict)")
  }

  @Test("writes JSON and Markdown, to a file where one is named")
  func formats() throws {
    let json = try diff(result(), result(processor: 440_000), "--json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["verdict"] as? String == "regression" && (object["metrics"] as? [Any])?.isEmpty == false)
    let scratch = try Scratch()
    let file = try diff(result(), result(), "-o", scratch.path("diff.md"))
    #expect(file.status == 0 && file.output.isEmpty && scratch.text("diff.md").hasPrefix("### A request costs the same"))
  }

  @Test("says in one line what it cannot read")
  func errors() throws {
    let scratch = try Scratch()
    try result().write(toFile: scratch.path("good.json"), atomically: true, encoding: .utf8)
    try "{\"schema\":1,".write(toFile: scratch.path("cut.json"), atomically: true, encoding: .utf8)
    try "{}".write(toFile: scratch.path("other.json"), atomically: true, encoding: .utf8)
    try "main;work 12\n".write(toFile: scratch.path("stacks.collapsed"), atomically: true, encoding: .utf8)
    func refused(_ words: String...) throws -> Tool.Outcome { try Tool.start(Tool.headroom, ["diff"] + words).finish() }
    let good = scratch.path("good.json")
    expectOneLineError(try refused(good), "two results")
    expectOneLineError(try refused(good, scratch.path("none.json")), "cannot read \(scratch.path("none.json"))")
    expectOneLineError(try refused(scratch.folder, good), "is a result of scale and", "compare two of a kind")
    expectOneLineError(try refused(scratch.folder, scratch.folder), "holds no profile")
    expectOneLineError(try refused(good, scratch.path("cut.json")), "cut.json", "cut off at byte 12")
    expectOneLineError(try refused(good, scratch.path("other.json")), "no result of headroom scale")
    expectOneLineError(try refused(good, scratch.path("stacks.collapsed")), "is a result of scale and", "compare two of a kind")
    expectOneLineError(try refused(good, good, "--threshold", "0"), "--threshold takes a percentage")
  }
}
