import Foundation
import Glibc
import Testing

/// What `record` says when it cannot find what to record.
@Suite("Targets") struct TargetTests {
  /// Runs `headroom record` with its file in a scratch folder; it must leave nothing there.
  private func refused(_ words: String..., user: Recording.User = .same, sourceLocation: SourceLocation = #_sourceLocation) throws -> Tool.Outcome {
    let scratch = try Scratch()
    let outcome = try Recording.start(words, user: user, in: scratch).finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).isEmpty, sourceLocation: sourceLocation)
    return outcome
  }

  @Test("that do not exist are called by their number or name")
  func missing() throws {
    let ended = try Tool.start("/bin/true", [])
    ended.finish()
    expectOneLineError(try refused("-p", "\(ended.processID)"), "no process \(ended.processID)", "ps -e")
    expectOneLineError(try refused("-n", "nobody-is-called-so"), "no process named nobody-is-called-so", "-p PID")
  }

  @Test("of an ambiguous name are listed with their process ids")
  func ambiguous() throws {
    let scratch = try Scratch()
    let twin = scratch.path("headroom-twin")
    try FileManager.default.copyItem(atPath: "/bin/sleep", toPath: twin)
    let twins = try (0..<3).map { _ in try Tool.start(twin, ["60"]) }
    for one in twins { while one.executable != twin { usleep(1_000) } }
    let outcome = try refused("-n", "headroom-twin")
    expectOneLineError(outcome, "3 processes are named headroom-twin", "-p")
    for one in twins { #expect(outcome.errors.contains("\(one.processID) (")) }
  }

  @Test("that are threads lead to their process")
  func thread() throws {
    let target = try Fixture.start("async-chain", "--seconds", "60")
    let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(target.processID)/task")
    let thread = try #require(tasks.first { $0 != "\(target.processID)" })
    expectOneLineError(try refused("-p", thread), "\(thread) is a thread of process \(target.processID)", "give -p \(target.processID)")
  }

  @Test("that have ended but have not been waited for are not recorded")
  func zombie() throws {
    let parent = try Tool.start("/bin/sh", ["-c", "/bin/true & exec sleep 60"])
    let children = "/proc/\(parent.processID)/task/\(parent.processID)/children"
    var child = ""
    for _ in 0..<500 where (Self.status(child) ?? "").contains("State:\tZ") == false {
      usleep(20_000)
      child = (try? String(contentsOfFile: children, encoding: .utf8))?.trimmingCharacters(in: .whitespaces) ?? ""
    }
    expectOneLineError(try refused("-p", child), "process \(child) has ended")
  }

  private static func status(_ process: String) -> String? { try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) }

  @Test("of the kernel are refused", .needsRoot)
  func kernelThread() throws {
    guard Self.status("2")?.contains("Kthread:\t1") == true else { return }
    expectOneLineError(try refused("-p", "2"), "2 is a thread of the kernel")
  }

  @Test(
    "of another user are refused with the line that mends it", .needsRoot, .needsProgram("setpriv"),
    arguments: ["auto", "bpf", "perf", "ptrace"])
  func permission(_ collector: String) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let outcome = try refused("--collector", collector, "-p", "\(target.processID)", user: .ordinary)
    switch collector {
    case "bpf": expectOneLineError(outcome, "bpf", "CAP_BPF", "sudo setcap", Tool.headroom)
    case "perf": expectOneLineError(outcome, "perf", "\(target.processID) belongs to user 0", "sudo")
    case "ptrace": expectOneLineError(outcome, "ptrace", "\(target.processID) belongs to user 0", "sudo")
    default: expectOneLineError(outcome, "no collector works for process \(target.processID)", "CAP_BPF", "belongs to user 0", "sudo")
    }
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("that somebody else traces are refused", .needs("ptrace"))
  func traced() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    let first = try Recording.start(["--collector", "ptrace", "-p", "\(target.processID)"], in: scratch)
    try Recording.waitUntilSampling(first)
    expectOneLineError(
      try refused("--collector", "ptrace", "-p", "\(target.processID)"), "already traced by process \(first.processID)", "end that")
    #expect(first.stop(SIGINT).status == 0)
    try target.expectTruth()
  }

  @Test("are found by their name", arguments: CollectorSupport.available)
  func named(_ collector: String) throws {
    let scratch = try Scratch()
    let copy = scratch.path("headroom-target-of-\(collector)")
    try FileManager.default.copyItem(atPath: try Fixture.path("cpu-split"), toPath: copy)
    let target = try Tool.start(copy, ["--seconds", "60"])
    try target.waitFor("ready")
    let recording = try Recording("--collector", collector, "-d", "500ms", "-n", "headroom-target-of-\(collector)")
    #expect(recording.profile.environment.trust.samples > 0)
    #expect(recording.profile.environment.processID == Int(target.processID))
    try target.expectTruth()
  }
}

extension Running {
  /// The path of the program it runs.
  var executable: String? { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(processID)/exe") }
}
