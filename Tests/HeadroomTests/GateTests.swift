import Foundation
import Glibc
import Testing

/// Gates on real commits, with runs as short as they can be.
@Suite(.serialized) struct GateTests {
  @Test("a function that costs three times as much is a regression and is named; what is not committed does not matter")
  func regression() throws {
    let repository = try GateRepository(history: ())
    let source = try String(contentsOfFile: "\(repository.folder)/Sources/Codec.swift", encoding: .utf8)
    try repository.write("Sources/Codec.swift", source.replacingOccurrences(of: "round != 3300", with: "round != 9900"))
    try repository.commit("Encode more")
    // A working tree that does not even compile.
    try repository.write("Sources/Codec.swift", "not Swift")
    try repository.write("mine", "untracked")
    let before = try repository.state()
    let outcome = try repository.headroom(
      "gate", "--base", "HEAD~1", "--build", "./build.sh", "--run", "./.build/service --requests 3200", "--pairs", "6", "--seed", "3")
    #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("Codec.encodeBody"), "\(outcome.output)")
    #expect(try repository.state() == before)
    let verdict = try repository.verdict()
    #expect(verdict["verdict"] as? String == "regression")
    let worse = (verdict["functions"] as? [[String: Any]] ?? []).filter { $0["statement"] as? String == "worse" }
    // Nothing else changed: no other function is accused.
    #expect(worse.count == 1)
    #expect((worse.first?["name"] as? String)?.contains("encodeBody") == true)
    #expect(worse.first?["file"] as? String == "Sources/Codec.swift")
    let base = verdict["base"] as? [String: Any]
    #expect(base?["title"] as? String == "Say what the codec is for")
    // The runs of both sides can be compared again.
    let again = try repository.headroom("gate", "headroom-gate/base", "headroom-gate/head", "-o", "again")
    #expect(again.status == 2, "\(again.output)\(again.errors)")
  }

  @Test("a comment is no regression") func comment() throws {
    let repository = try GateRepository(history: ())
    let outcome = try repository.headroom(
      "gate", "--base", "comment^", "--head", "comment", "--build", "./build.sh", "--run", "./.build/service --requests 800", "--pairs", "6",
      "--counts", "off", "--inconclusive", "pass", "--seed", "5", "--json")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("\"schema\":1"))
  }

  @Test(
    "a workload that fails or counts nothing ends the gate with its side and leaves a verdict",
    arguments: [
      ("./work.sh && exit 9", "status 9"), ("echo nothing", "requests=N"), ("./no-such-tool", "no-such-tool"),
    ])
  func failingWorkload(command: String, reason: String) throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    try repository.commitLoop(2_000, "Second")
    let outcome = try repository.headroom("gate", "--base", "HEAD~1", "--run", command, "--pairs", "4")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    // The order of the runs is random.
    #expect(
      outcome.errors.contains("base (") && outcome.errors.contains("First") || outcome.errors.contains("head (") && outcome.errors.contains("Second"))
    let verdict = try repository.verdict()
    #expect(verdict["verdict"] as? String == "inconclusive")
    #expect((verdict["reason"] as? String)?.contains(reason) == true)
  }

  @Test("a build that fails says on which side, and nothing is measured") func failingBuild() throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    try repository.write("broken", "")
    try repository.commit("Broken")
    let outcome = try repository.headroom(
      "gate", "--base", "HEAD~1", "--build", "test ! -e broken || { echo 'it is broken' >&2; exit 3; }", "--run", "./work.sh")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("building head ("), "\(outcome.errors)")
    #expect(outcome.errors.contains("it is broken"))
    #expect(try repository.git("worktree", "list").split(separator: "\n").count == 2)
    // An answer from earlier would be taken for this one's.
    let verdict = try repository.verdict()
    #expect(verdict["verdict"] as? String == "inconclusive" && (verdict["reason"] as? String)?.contains("it is broken") == true)
  }

  @Test("one gate at a time writes into a folder") func oneFolder() throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    let words = ["gate", "--base", "HEAD", "--head", "HEAD", "--run", "./work.sh", "--build", "sleep 41.5"]
    let first = try Tool.start(Tool.headroom, words, folder: repository.folder)
    for _ in 0..<500 where !isRunning("41.5") { usleep(20_000) }
    let second = try Tool.start(Tool.headroom, words, folder: repository.folder).finish()
    #expect(second.status == 1 && second.errors.contains("another gate writes into headroom-gate"), "\(second.errors)")
    first.stop(SIGINT)
    #expect(!isRunning("41.5"))
  }

  @Test("the command that does the same again has the options that were given") func reproduce() throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    try repository.commitLoop(1_000, "Second")
    let outcome = try repository.headroom(
      "gate", "--base", "HEAD~1", "--run", "./work.sh", "--pairs", "4", "--counts", "off", "--threshold", "40%", "--seed", "9", "-F", "499")
    #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
    let comment = try String(contentsOfFile: "\(repository.folder)/headroom-gate/comment.md", encoding: .utf8)
    for part in ["--run ./work.sh", "--threshold '40%'", "--counts off", "--frequency 499", "--pairs 4 --seed 9"] {
      #expect(comment.contains(part), "no \(part) in \(comment)")
    }
  }

  @Test(
    "what cannot be compared is told in one line",
    arguments: [
      (["gate", "--run", "true"], "--base"), (["gate", "--base", "nowhere", "--run", "true"], "there is no revision nowhere"),
      (["gate", "--base", "HEAD"], "--run"), (["gate", "one"], "two sets of runs"),
      (["gate", "--base", "HEAD", "--run", "true", "--seconds", "3s"], "--seconds"),
      (["gate", "--base", "HEAD", "--run", "true", "--threshold", "0"], "--threshold"),
    ])
  func usage(words: [String], text: String) throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    let outcome = try Tool.start(Tool.headroom, words, folder: repository.folder).finish()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test("a folder without a baseline ends with its own exit code and says how to make one") func missingBaseline() throws {
    let repository = try GateRepository()
    let outcome = try repository.headroom("gate", "nowhere", ".")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("nowhere"))
  }

  @Test("a gate that is killed while it builds leaves nothing running, and the next one cleans up") func killed() throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    try repository.commitLoop(1_000, "Second")
    let words = ["gate", "--base", "HEAD~1", "--run", "./work.sh", "--pairs", "4", "--counts", "off", "--inconclusive", "pass"]
    let first = try Tool.start(Tool.headroom, words + ["--build", "sleep 47.25"], folder: repository.folder)
    let place = "\(repository.folder)/.git/headroom/worktrees"
    func trees() -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).filter { !$0.contains(".") && $0 != "lock" } }
    for _ in 0..<500 where !isRunning("47.25") { usleep(20_000) }
    #expect(isRunning("47.25"))
    let half = trees()
    first.stop(SIGKILL)
    for _ in 0..<250 where isRunning("47.25") { usleep(20_000) }
    #expect(!isRunning("47.25"))
    let second = try Tool.start(Tool.headroom, words + ["--build", "true"], folder: repository.folder).finish()
    #expect(second.status == 0, "\(second.errors)")
    #expect(half.count == 1 && !trees().contains(half[0]))
    #expect(try repository.git("worktree", "list").split(separator: "\n").count == trees().count + 1)
  }

  @Test("an interrupt ends a gate cleanly: exit code 1, nothing running, a verdict that says so") func interrupted() throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    try repository.write("wait.sh", "#!/bin/sh\necho requests=0\nsleep 53.75\n", isProgram: true)
    try repository.commit("Second")
    let running = try Tool.start(Tool.headroom, ["gate", "--base", "HEAD", "--head", "HEAD", "--run", "./wait.sh"], folder: repository.folder)
    for _ in 0..<500 where !isRunning("53.75") { usleep(20_000) }
    let outcome = running.stop(SIGINT)
    #expect(outcome.status == 1)
    #expect(!isRunning("53.75"))
    #expect((try repository.verdict()["reason"] as? String)?.contains("interrupted") == true)
  }

  @Test("two gates at once in one repository both come to their end") func twoAtOnce() throws {
    let repository = try GateRepository()
    try repository.commitLoop(1_000, "First")
    try repository.commitLoop(1_000, "Second")
    let build = "echo built >> ../builds; sleep 0.5"
    let both = try (0..<2).map { number in
      try Tool.start(
        Tool.headroom,
        ["gate", "--base", "HEAD~1", "--build", build, "--run", "./work.sh", "--pairs", "4", "--counts", "off", "-o", "out\(number)"],
        folder: repository.folder)
    }
    for gate in both {
      let outcome = gate.finish()
      // Each disturbs the other: all that matters is that both measured.
      #expect([0, 2, 3].contains(outcome.status), "\(outcome.errors)")
    }
    // Identical files are one working tree, built once.
    let builds = try String(contentsOfFile: "\(repository.folder)/.git/headroom/worktrees/builds", encoding: .utf8)
    #expect(builds == "built\n")
  }

  private func isRunning(_ text: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.contains { name in
      guard Int(name) != nil, let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else { return false }
      let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.first == "sleep" && words.contains(text)
    }
  }
}
