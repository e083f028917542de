import Foundation
import Glibc
import Testing

/// `headroom record -- COMMAND`.
@Suite("Launched commands") struct LaunchTests {
  private func refused(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> Tool.Outcome {
    let scratch = try Scratch()
    let outcome = try Recording.start(words, in: scratch).finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).isEmpty, sourceLocation: sourceLocation)
    return outcome
  }

  @Test("that do not exist are named")
  func missing() throws {
    expectOneLineError(try refused("--", "no-such-command"), "there is no command no-such-command", "path")
    expectOneLineError(try refused("--", "/no/such/command"), "there is no command /no/such/command")
    expectOneLineError(try refused("--", ""), "there is no command")
  }

  @Test("that cannot be run say what they lack")
  func notExecutable() throws {
    let scratch = try Scratch()
    let script = scratch.path("script")
    try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: script))
    expectOneLineError(try refused("--", script), "\(script) is not a program", "chmod +x \(script)")
    expectOneLineError(try refused("--", scratch.folder), "\(scratch.folder) is not a program")
  }

  @Test("that the kernel refuses end the recording", arguments: CollectorSupport.available)
  func refusedByKernel(_ collector: String) throws {
    let scratch = try Scratch()
    let garbage = scratch.path("garbage")
    try Data([0x7f, 0x45, 0x4c, 0x46] + [UInt8](repeating: 0xff, count: 100)).write(to: URL(fileURLWithPath: garbage))
    chmod(garbage, 0o755)
    let outcome = try Recording.start(["--collector", collector, "--", garbage], in: scratch).finish()
    #expect(outcome.status == 1, "\(outcome)")
    // The line before it is the reason, as a shell gives it.
    let last = try #require(outcome.errors.split(separator: "\n").last)
    #expect(last.hasPrefix("headroom: \(garbage) ended with status 126 before it began; run it without headroom"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder) == ["garbage"])
  }

  @Test("get their arguments, their input and their folder, and print as they would", arguments: CollectorSupport.available)
  func streams(_ collector: String) throws {
    let scratch = try Scratch()
    let script = "pwd; for word in \"$@\"; do echo \"<$word>\"; done; cat; echo heard >&2"
    let words = ["record", "--collector", collector, "--", "/bin/sh", "-c", script, "name", "-p", "two words", "", "--", "$HOME", "'\"\\"]
    let outcome = try Tool.start(Tool.headroom, words, folder: scratch.folder, input: Data("first\nlast".utf8)).finish()
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output == "\(scratch.folder)\n<-p>\n<two words>\n<>\n<-->\n<$HOME>\n<'\"\\>\nfirst\nlast")
    #expect(outcome.errors.contains("heard\n"))
    #expect(outcome.errors.contains("the target ended"))
    _ = try scratch.profile(Recording.fileName)
  }

  @Test("have their environment and no signal blocked or ignored that was not", arguments: CollectorSupport.available)
  func signals(_ collector: String) throws {
    let plain = try Tool.runProgram("grep", "^Sig[BI]", "/proc/self/status")
    let scratch = try Scratch()
    let outcome = try Recording.start(["--collector", collector, "--", "grep", "^Sig[BI]", "/proc/self/status"], in: scratch).finish()
    #expect(outcome.output == plain.output)
  }

  @Test("are recorded for as long as asked and run on", arguments: CollectorSupport.available)
  func duration(_ collector: String) throws {
    let scratch = try Scratch()
    let words = ["--collector", collector, "-d", "500ms", "--", try Fixture.path("cpu-split"), "--seconds", "2"]
    let recording = try Recording.start(words, in: scratch)
    let outcome = recording.finish()
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("as long as asked"))
    #expect(outcome.errors.contains("the command runs on as process"))
    try recording.waitFor("truth: ")
    #expect(try scratch.profile(Recording.fileName).environment.trust.samples > 0)
  }

  @Test("leave their arguments out of the file unless asked", arguments: CollectorSupport.available)
  func arguments(_ collector: String) throws {
    let command = [try Fixture.path("cpu-split"), "--seconds", "0.3", "--password", "swordfish"]
    for words in [[], ["--with-arguments"]] {
      let scratch = try Scratch()
      let outcome = try Recording.start(["--collector", collector] + words + ["--"] + command, in: scratch).finish()
      #expect(outcome.status == 0, "\(outcome)")
      let environment = try scratch.profile(Recording.fileName).environment
      #expect(environment.arguments == (words.isEmpty ? "" : command.joined(separator: " ")))
      #expect("\(environment)".contains("swordfish") == !words.isEmpty)
    }
  }
}
