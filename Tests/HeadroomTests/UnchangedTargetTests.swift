import Foundation
import Glibc
import Profiles
import Testing

/// A target does under recording what it does without.
@Suite("A recorded target", .needs("bpf")) struct UnchangedTargetTests {
  /// A command with threads of its own and children, whose output is always the same.
  private static let script = "for i in $(seq 20000); do echo $((i * 7919 % 10007)); done | sort -n | cksum; echo done >&2; exit 7"

  @Test("prints the same")
  func output() throws {
    let alone = try Tool.runProgram("sh", "-c", Self.script)
    #expect(alone.status == 7)
    let recording = try Recording("--collector", "bpf", "-F", "997", "--children", "--", "sh", "-c", Self.script)
    #expect(recording.outcome.output == alone.output)
    #expect(recording.outcome.errors.contains("done\n"))
  }

  @Test("answers the same while tasks, waits and requests of it are followed", .needsProgram("curl"))
  func answers() throws {
    let server = try Server()
    let paths = ["/plaintext", "/json", "/sum?n=5000", "/nowhere"]
    let before = try paths.map { try server.get($0, times: 3) }
    let scratch = try Scratch()
    let words = ["--collector", "bpf", "-F", "2000", "--request", "Router.respond", "-d", "60s", "-p", "\(server.process.processID)"]
    let recording = try Recording.start(words, in: scratch)
    try Recording.waitUntilSampling(recording)
    #expect(try paths.map { try server.get($0, times: 3) } == before)
    #expect(recording.stop(SIGINT).status == 0)
    #expect(try paths.map { try server.get($0, times: 3) } == before)
    try server.process.expectTruth()
  }

  @Test("of another PID namespace is recorded under the numbers it has here", .needsRoot, .needsProgram("unshare"))
  func namespace() throws {
    let outer = try Tool.start("/usr/bin/env", ["unshare", "-pf", "--mount-proc", "--kill-child", try Fixture.path("locked"), "--seconds", "60"])
    try outer.waitFor("ready")
    let children = try String(contentsOfFile: "/proc/\(outer.processID)/task/\(outer.processID)/children", encoding: .utf8)
    let target = try #require(Int(children.trimmingCharacters(in: .whitespaces)))
    let recording = try Recording("--collector", "bpf", "-F", "997", "-d", "1s", "-p", "\(target)")
    expectLocked(recording.profile)
    let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(target)/task").compactMap { Int64($0) }
    let numbers = recording.profile.labelSets.sets.joined().filter { $0.key == Label.Key.tid }
    #expect(!numbers.isEmpty)
    for number in numbers { if case .number(let thread, _) = number.value { #expect(threads.contains(thread)) } }
    outer.stop(SIGKILL)
  }

  @Test("is recorded from within its own PID namespace", .needsRoot, .needsProgram("unshare"))
  func insideNamespace() throws {
    let scratch = try Scratch()
    let script = "\"$0\" --seconds 60 & sleep 1; \"$1\" record --collector bpf -F 997 -d 1s -o \"$2\" -p $!; status=$?; kill $!; wait; exit $status"
    let words = ["unshare", "-pf", "--mount-proc", "sh", "-c", script, try Fixture.path("locked"), Tool.headroom, scratch.path(Recording.fileName)]
    let outcome = try Tool.start("/usr/bin/env", words).finish()
    #expect(outcome.status == 0, "\(outcome)")
    let profile = try scratch.profile(Recording.fileName)
    #expect(profile.environment.processID < 20)
    expectLocked(profile)
  }

  /// The profile is that of a second of the fixture `locked`.
  private func expectLocked(_ profile: Profile) {
    let rows = profile.rows
    for number in 0..<4 {
      let own = rows.filter { $0.thread == "worker-\(number)" }
      #expect(own.sum("cpu") > 0 && own.filter { $0.state == "lock" }.sum("wait") > 0, "worker-\(number)")
    }
    #expect(rows.filter { $0.hasPart("criticalSection") }.sum("cpu") > 0)
    #expect(rows.sum("blame") == rows.filter { $0.state == "lock" }.sum("wait"))
    #expect(rows.contains { $0.victim?.contains("criticalSection") == true && $0.hasPart("criticalSection") })
    #expect(profile.environment.trust.closureError <= 5_000 && profile.environment.trust.wall > 4_000_000_000, "\(profile.environment.trust)")
  }
}
