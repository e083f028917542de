import Foundation
import Glibc
import Testing

/// `headroom top` where its output is no terminal, and what it refuses.
@Suite("Live views as text") struct TopTests {
  @Test("are a block for each interval, and end after as many as asked", arguments: CollectorSupport.available)
  func blocks(_ collector: String) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "120")
    let outcome = try Tool.run("top", "-p", "\(target.processID)", "--collector", collector, "-F", "499", "--interval", "500ms", "--count", "2")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(!outcome.output.contains("\u{1b}") && !outcome.output.contains("\r"))
    let blocks = outcome.output.components(separatedBy: "\n\ncpu-split, process \(target.processID), ")
    #expect(blocks.count == 2)
    for block in blocks {
      #expect(block.contains("499 Hz, \(collector) collector\n"))
      #expect(block.contains(" cores busy in the last "))
      #expect(block.contains("\nthreads ") && block.contains("█ user "))
      #expect(block.contains("churn("))
      #expect(block.contains("\nfunctions\n") && block.contains("cpu-split (\(target.processID))"))
    }
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("as JSON are a line for each interval that adds up, and follow one another without a gap")
  func json() throws {
    let target = try Fixture.start("async-chain", "--seconds", "120")
    let outcome = try Tool.run("top", "-p", "\(target.processID)", "--json", "-F", "499", "-i", "500ms", "--count", "3")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3)
    var end: Int64?
    for line in lines {
      let interval = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(interval["schema"] as? Int == 1)
      let functions = try #require(interval["functions"] as? [[String: Any]])
      #expect(functions.reduce(0) { $0 + ($1["selfNanoseconds"] as? Int64 ?? 0) } == interval["totalNanoseconds"] as? Int64)
      let environment = try #require(interval["environment"] as? [String: Any])
      let start = try #require(environment["startNanoseconds"] as? Int64)
      let duration = try #require(environment["durationNanoseconds"] as? Int64)
      // Two clocks are read one after the other.
      if let end { #expect(abs(start - end) < 100_000_000) }
      end = start + duration
    }
    try target.expectTruth()
  }

  @Test("leave out waits and tasks where they are asked to")
  func noWaits() throws {
    let target = try Fixture.start("async-chain", "--seconds", "120")
    let outcome = try Tool.run("top", "-p", "\(target.processID)", "--no-waits", "--no-tasks", "-F", "499", "-i", "500ms", "--once")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("█ user ") && !outcome.output.contains("idle") && !outcome.output.contains("pool"))
    try target.expectTruth()
  }

  @Test("end with the process, after what it did last")
  func targetEnds() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "120")
    let top = try Tool.start(Tool.headroom, ["top", "-p", "\(target.processID)", "-F", "499", "-i", "200ms"])
    try top.waitFor("churn(")
    try target.expectTruth()
    let outcome = top.finish()
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.hasPrefix("headroom: the process ended; ") && outcome.errors.split(separator: "\n").count == 1)
  }

  @Test("end without a word when asked to, or when nobody reads them any more")
  func ended() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "120")
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      let top = try Tool.start(Tool.headroom, ["top", "-p", "\(target.processID)", "-i", "200ms"])
      try top.waitFor("churn(")
      let outcome = top.stop(signal)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    }
    let script = "set -o pipefail; \(Tool.headroom) top -p \(target.processID) -i 200ms | head -1 >/dev/null"
    let outcome = try Tool.runProgram("bash", "-c", script)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("of what cannot be looked at are refused in one line")
  func refused() throws {
    let gone = try Tool.start("/bin/true", [])
    gone.finish()
    expectOneLineError(try Tool.run("top", "-p", "\(gone.processID)"), "no process \(gone.processID)", "ps -e")
    expectOneLineError(try Tool.run("top", "-n", "nobody-is-called-so"), "no process named nobody-is-called-so")
    expectOneLineError(try Tool.run("top"), "nothing to look at", "-p PID", "headroom top --help")
    expectOneLineError(try Tool.run("top", "-p", "1", "-i", "10ms"), "--interval takes 100ms or more")
    expectOneLineError(try Tool.run("top", "-p", "1", "-i", "never"), "--interval takes a time such as")
    expectOneLineError(try Tool.run("top", "-p", "1", "--count", "0"), "--count takes a whole number from 1")
    expectOneLineError(try Tool.run("top", "-p", "1", "--count", "2", "--once"), "either --once or --count")
    expectOneLineError(try Tool.run("top", "-p", "1", "--", "true"), "top runs no command")
    expectOneLineError(try Tool.run("top", "-p", "1", "--collector", "magic"), "one of", "ptrace", "`magic`")
  }

  @Test("of another user's process need a privilege, and say which", .needsRoot)
  func permission() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    let tool = try Fixture.reachable(Tool.headroom, in: scratch)
    let outcome = try Tool.start("/usr/bin/env", Recording.User.ordinary.prefix + [tool, "top", "-p", "\(target.processID)"]).finish()
    expectOneLineError(outcome, "\(target.processID)")
    target.expectUntouched()
    try target.expectTruth()
  }
}
