import Foundation
import Testing

/// `headroom doctor`: what can be measured here, and the line that mends what cannot.
@Suite("The doctor") struct DoctorTests {
  /// The findings of `--json` by subject.
  private func findings(_ words: String..., user: Recording.User = .same) throws -> [String: [String: String]] {
    let outcome = try Tool.start("/usr/bin/env", user.prefix + [Tool.headroom, "doctor", "--json"] + words).finish()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome)")
    #expect(object["schema"] as? Int == 1)
    let list = try #require(object["findings"] as? [[String: String]])
    for finding in list {
      #expect(Set(finding.keys) == ["subject", "verdict", "detail", "remedy"])
      #expect(["good", "limited", "missing"].contains(finding["verdict"]))
    }
    #expect(Set(list.compactMap { $0["subject"] }).count == list.count)
    return Dictionary(list.map { ($0["subject"] ?? "", $0) }) { first, _ in first }
  }

  private func examine(_ program: String) throws -> [String: [String: String]] {
    let target = try Fixture.start(program, "--seconds", "60")
    return try findings("-p", "\(target.processID)")
  }

  @Test("lists every collector with its verdict, in text as in JSON")
  func collectors() throws {
    let found = try findings()
    let lines = try Tool.run("doctor").output.split(separator: "\n")
    for collector in ["bpf collector", "perf collector", "ptrace collector"] {
      let verdict = try #require(found[collector]?["verdict"])
      let mark = verdict == "good" ? "ok" : "no"
      #expect(lines.contains { $0.hasPrefix(mark) && $0.contains(collector) }, "\(lines)")
    }
    #expect(found["machine"]?["detail"]?.contains("Linux") == true)
    #expect(lines.allSatisfy { !$0.contains("\u{1b}") })
  }

  @Test("gives an ordinary user the line that lets them use bpf", .needs("bpf"), .needsRoot, .needsProgram("setpriv"))
  func ordinaryUser() throws {
    let outcome = try Tool.start("/usr/bin/env", Recording.User.ordinary.prefix + [Tool.headroom, "doctor"]).finish()
    #expect(outcome.status == 0, "\(outcome)")
    let lines = outcome.output.split(separator: "\n")
    let bpf = try #require(lines.firstIndex { $0.contains("bpf collector") })
    #expect(lines[bpf].hasPrefix("no"))
    #expect(lines[bpf + 1].contains("mend: sudo setcap cap_bpf,cap_perfmon") && lines[bpf + 1].hasSuffix(Tool.headroom), "\(lines[bpf + 1])")
    #expect(lines.contains { $0.hasPrefix("ok") && $0.contains("ptrace collector") })
  }

  @Test("tells an ordinary user that a process of root cannot be recorded", .needsRoot, .needsProgram("setpriv"))
  func permission() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let outcome = try Tool.start("/usr/bin/env", Recording.User.ordinary.prefix + [Tool.headroom, "doctor", "-p", "\(target.processID)"]).finish()
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("belongs to user 0"))
    #expect(outcome.output.contains("mend: run as that user, or with sudo"))
    #expect(outcome.output.contains("memory map of process \(target.processID) cannot be read"))
  }

  @Test("finds nothing to mend in a program with debug information")
  func good() throws {
    let found = try examine("async-chain")
    #expect(found["debug information"]?["verdict"] == "good")
    #expect(found["frame pointers"]?["verdict"] == "good")
    #expect(found["Swift concurrency"]?["verdict"] == "good")
    #expect(found["Swift concurrency"]?["detail"]?.contains("async callers") == true)
  }

  @Test("finds the debug file beside a stripped program, and says where it belongs when it is not there")
  func debugFile() throws {
    #expect(try examine("async-chain-stripped")["debug information"]?["verdict"] == "good")
    let scratch = try Scratch()
    let lonely = scratch.path("async-chain-stripped")
    try FileManager.default.copyItem(atPath: try Fixture.path("async-chain-stripped"), toPath: lonely)
    let target = try Tool.start(lonely, ["--seconds", "60"])
    try target.waitFor("ready")
    let found = try findings("-p", "\(target.processID)")
    #expect(found["debug information"]?["verdict"] == "missing")
    #expect(found["debug information"]?["detail"]?.contains("\(lonely) is stripped") == true)
    #expect(found["debug information"]?["remedy"]?.contains("debug file at /usr/lib/debug/.build-id/") == true)
  }

  @Test("says what is lost where a stripped static program hides the runtime")
  func hiddenRuntime() throws {
    let found = try examine("async-chain-static-stripped")
    #expect(found["debug information"]?["verdict"] == "missing")
    #expect(found["Swift concurrency"]?["verdict"] == "limited")
    #expect(found["Swift concurrency"]?["detail"]?.contains("async callers") == true)
  }

  @Test("says which program keeps no frame pointers, and how to build it with them")
  func frameless() throws {
    let found = try examine("frameless")
    #expect(found["frame pointers"]?["verdict"] == "limited")
    #expect(found["frame pointers"]?["remedy"]?.contains("build with") == true)
  }

  @Test("does not know processes that do not exist")
  func missing() throws {
    let ended = try Tool.start("/bin/true", [])
    ended.finish()
    expectOneLineError(try Tool.run("doctor", "-p", "\(ended.processID)"), "no process \(ended.processID)")
    expectOneLineError(try Tool.run("doctor", "-n", "nobody-is-called-so"), "no process named nobody-is-called-so")
    expectOneLineError(try Tool.run("doctor", "4711"), "unexpected argument `4711`")
  }
}
