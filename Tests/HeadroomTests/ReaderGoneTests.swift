import Foundation
import Profiles
import Testing

/// Standard output that nobody reads, or that takes nothing.
@Suite("Standard output") struct ReaderGoneTests {
  private func run(_ script: String) throws -> Tool.Outcome { try Tool.runProgram("bash", "-c", script) }

  private func recording() throws -> Recording { try Recording("--", try Fixture.path("async-chain"), "--seconds", "0.5") }

  @Test("whose reader goes away ends a report without a word", arguments: ["text", "html", "markdown", "json"])
  func head(_ format: String) throws {
    let recording = try recording()
    for reader in ["head -1", "head -c 1", "true"] {
      let outcome = try run("set -o pipefail; \(Tool.headroom) report \(recording.path) --format \(format) | \(reader) >/dev/null")
      #expect(outcome.status == 0, "\(outcome)")
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test("that is closed or full is an error", arguments: [">&-", ">/dev/full"])
  func closed(_ redirection: String) throws {
    let recording = try recording()
    let outputs = [
      "report \(recording.path)", "report \(recording.path) --json", "doctor", "--help", "record --help", "--version",
      "convert \(recording.path) - --to collapsed", "convert \(recording.path) /dev/stdout --to pprof",
    ]
    for words in outputs { expectOneLineError(try run("\(Tool.headroom) \(words) \(redirection)"), "cannot write", "standard output") }
  }

  @Test("and standard error that are closed do not keep a recording from its file", arguments: CollectorSupport.available)
  func record(_ collector: String) throws {
    let scratch = try Scratch()
    let path = scratch.path(Recording.fileName)
    // A program that prints into a pipe without a reader ends by that.
    let program = "sh -c 'exec \(try Fixture.path("cpu-split")) --seconds 0.5 >/dev/null 2>&1'"
    let command = "\(Tool.headroom) record --collector \(collector) -F 499 -o \(path) -- \(program)"
    for redirection in ["<&- >&- 2>&-", ">/dev/full 2>/dev/full", "2>&1 | true"] {
      let outcome = try run("set -o pipefail; \(command) \(redirection)")
      #expect(outcome.status == 0, "\(redirection): \(outcome)")
      #expect(try scratch.profile(Recording.fileName).environment.trust.samples > 0)
      try FileManager.default.removeItem(atPath: path)
    }
  }
}
