import Foundation
import Glibc
import Testing

/// `headroom top` on a terminal.
@Suite("Live views on a terminal", .serialized) struct TopScreenTests {
  /// A view of a program that computes, after its first interval.
  private func start(_ target: Running, _ words: String..., environment: [String] = ["TERM=xterm-256color"]) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      [Tool.headroom, "top", "-p", "\(target.processID)", "-F", "499", "-i", "300ms"] + words, environment: environment)
    try terminal.waitFor("the first numbers") { $0.contains { $0.contains("churn(") } }
    return terminal
  }

  @Test("fill it, are drawn again in place, and give it back at q")
  func quit() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    let terminal = try start(target)
    #expect(!terminal.isRestored)
    #expect(terminal.screen.count == 30)
    #expect(terminal.screen[0].hasPrefix("cpu-split, process \(target.processID), "))
    #expect(terminal.screen[29].hasPrefix("q quit"))
    let first = terminal.screen[0]
    try terminal.waitFor("a second interval") { $0.first != first }
    terminal.type("q")
    #expect(terminal.finish() == 0)
    #expect(terminal.isRestored)
    #expect(terminal.output.hasSuffix("\u{1b}[?1049l"), "\(terminal.output.suffix(80))")
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("answer keys: tables, order, span and pause")
  func keys() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    let terminal = try start(target)
    terminal.type("\t")
    try terminal.waitFor("threads") { $0.contains { $0.contains("[threads ") } }
    terminal.type("\t")
    try terminal.waitFor("no tasks") { $0.contains { $0.contains("no Swift task was seen") } }
    terminal.type("\u{1b}[C")
    try terminal.waitFor("functions") { $0.contains { $0.contains("[functions ") } }
    terminal.type("s")
    try terminal.waitFor("the order of totals") { $0.contains { $0.contains("↓total") } }
    terminal.type("c")
    try terminal.waitFor("all of the recording") { $0[1].contains(" cores busy in all of ") }
    terminal.type(" ")
    try terminal.waitFor("the pause") { $0[1].hasPrefix("PAUSED") }
    let paused = terminal.screen
    terminal.type("c")
    try terminal.waitFor("the last interval") { $0[1].contains(" cores busy in the last ") }
    #expect(terminal.screen[0] == paused[0])
    terminal.type(" ")
    try terminal.waitFor("what came meanwhile") { $0[0] != paused[0] && !$0[1].hasPrefix("PAUSED") }
    terminal.type("q")
    #expect(terminal.finish() == 0 && terminal.isRestored)
    try target.expectTruth()
  }

  @Test("follow its size")
  func resize() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    let terminal = try start(target)
    for (columns, rows) in [(60, 12), (140, 50), (30, 6)] as [(UInt16, UInt16)] {
      terminal.resize(columns: columns, rows: rows)
      try terminal.waitFor("\(rows) lines") { $0.count == Int(rows) && $0.allSatisfy { $0.count <= Int(columns) } }
    }
    terminal.type("q")
    #expect(terminal.finish() == 0 && terminal.isRestored)
    try target.expectTruth()
  }

  @Test("give it back when a signal ends them, or would have crashed them", arguments: [SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGILL])
  func signals(_ signal: Int32) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    // On a terminal the runtime of a program that crashes asks what to do, and waits for the answer.
    let terminal = try start(target, environment: ["TERM=xterm-256color", "SWIFT_BACKTRACE=enable=no"])
    kill(terminal.processID, signal)
    let isCrash = [SIGSEGV, SIGABRT, SIGILL].contains(signal)
    #expect(terminal.finish() == (isCrash ? 128 + signal : 0))
    #expect(terminal.isRestored)
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("end at Ctrl-C")
  func interrupt() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    let terminal = try start(target)
    terminal.type("\u{3}")
    #expect(terminal.finish() == 0 && terminal.isRestored)
    try target.expectTruth()
  }

  @Test("give it back when the process has ended, and say so on it")
  func targetEnds() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    let terminal = try start(target)
    try target.expectTruth()
    #expect(terminal.finish() == 0 && terminal.isRestored)
    #expect(terminal.output.components(separatedBy: "\u{1b}[?1049l").last?.contains("headroom: the process ended; ") == true)
  }

  @Test("have no colours for those who want none, and no screen where there can be none")
  func colors() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "300")
    let styled = try start(target, "--count", "2")
    #expect(styled.finish() == 0 && styled.output.contains("\u{1b}[1m"))
    let plain = try start(target, "--count", "2", environment: ["TERM=xterm-256color", "NO_COLOR=1"])
    #expect(plain.finish() == 0 && !plain.output.contains("\u{1b}[1m") && plain.isRestored)
    let dumb = try PseudoTerminal([Tool.headroom, "top", "-p", "\(target.processID)", "-i", "200ms", "--once"], environment: ["TERM=dumb"])
    #expect(dumb.finish() == 0)
    #expect(!dumb.output.contains("\u{1b}") && dumb.output.contains("churn("))
    try target.expectTruth()
  }
}
