import Foundation
import Testing

/// What the tool says of itself.
@Suite("Help") struct HelpTests {
  static let commands = ["doctor", "record", "top", "snapshot", "report", "scale", "diff", "history", "convert"]

  @Test("lists every command, where to start, and the way to more", arguments: ["--help", "-h", "help"])
  func overview(_ word: String) throws {
    let outcome = try Tool.run(word)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("usage: headroom COMMAND"))
    #expect(outcome.output.contains("headroom COMMAND --help"))
    for command in Self.commands { #expect(outcome.output.contains("\n  \(command) ")) }
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test("of a command shows its usage, its options and two examples at least", arguments: commands)
  func command(_ name: String) throws {
    let outcome = try Tool.run(name, "--help")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output.contains("usage: headroom \(name) "))
    #expect(outcome.output.contains("--help"))
    let examples = outcome.output.split(separator: "\n").drop { $0 != "examples:" }
    #expect(examples.filter { $0.contains("headroom \(name)") }.count >= 2, "\(examples)")
    #expect(examples.filter { $0.hasPrefix("  # ") }.count >= 2)
    for words in [["help", name], [name, "-h"], [name, "--nonsense", "--help"]] {
      #expect(try Tool.start(Tool.headroom, words).finish().output == outcome.output)
    }
  }

  @Test("is not what a recorded command's --help asks for")
  func commandsOwnHelp() throws {
    let scratch = try Scratch()
    let outcome = try Recording.start(["--", "/bin/echo", "--help", "-h"], in: scratch).finish()
    #expect(outcome.status == 0 && outcome.output == "--help -h\n", "\(outcome)")
  }

  @Test("comes with exit code 1 when no command is given")
  func nothing() throws {
    let outcome = try Tool.run()
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("usage: headroom COMMAND"))
  }

  @Test("goes with a version", arguments: ["--version", "version"])
  func version(_ word: String) throws {
    let outcome = try Tool.run(word)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let words = outcome.output.split(separator: " ")
    #expect(words.first == "headroom" && words.count == 2 && words[1].filter { $0 == "." }.count == 2)
  }

  /// What a command prints on a terminal that `script` makes.
  private func onTerminal(_ command: String, environment: String) throws -> String {
    try Tool.runProgram("env", "-u", "NO_COLOR", "TERM=xterm-256color", "script", "-qec", "env \(environment) \(command)", "/dev/null").output
  }

  @Test("and reports have no colours but on a terminal that wants them", .needsProgram("script"))
  func colors() throws {
    let recording = try Recording("--", try Fixture.path("cpu-split"), "--seconds", "0.5")
    for format in ["text", "markdown", "json"] {
      #expect(!(try Tool.run("report", recording.path, "--format", format).output.contains("\u{1b}")))
    }
    #expect(!recording.outcome.errors.contains("\u{1b}") && !recording.outcome.errors.contains("\r"))
    let report = "\(Tool.headroom) report \(recording.path)"
    let colored = try onTerminal(report, environment: "")
    #expect(colored.contains("\u{1b}["), "\(colored)")
    #expect(!(try onTerminal(report, environment: "NO_COLOR=1").contains("\u{1b}")))
    #expect(!(try onTerminal(report, environment: "TERM=dumb").contains("\u{1b}")))
    #expect(!(try onTerminal("\(report) | cat", environment: "").contains("\u{1b}")))
  }

  @Test("knows that progress is for terminals", .needsProgram("script"))
  func progress() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    let command = "\(Tool.headroom) record -d 500ms -o \(scratch.path(Recording.fileName)) -p \(target.processID)"
    let output = try onTerminal(command, environment: "")
    #expect(output.contains("recording cpu-split: "))
    #expect(output.contains("wrote \(scratch.path(Recording.fileName))"))
    _ = try scratch.profile(Recording.fileName)
  }
}
