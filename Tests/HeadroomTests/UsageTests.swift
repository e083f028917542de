import Foundation
import Testing

/// Command lines that cannot be understood.
@Suite("Usage errors") struct UsageTests {
  private func refused(_ words: String...) throws -> Tool.Outcome { try Tool.start(Tool.headroom, words).finish() }

  @Test("say that nothing or too much was named")
  func targets() throws {
    expectOneLineError(try refused("record"), "nothing to record", "-p PID", "headroom record --help")
    expectOneLineError(try refused("record", "--"), "nothing to record")
    expectOneLineError(try refused("record", "-p", "1", "--", "true"), "either a process or a command, not both")
    expectOneLineError(try refused("record", "-p", "1", "-n", "init"), "either -p or -n, not both")
    expectOneLineError(try refused("record", "sleep", "1"), "unexpected argument `sleep`", "after `--`")
    expectOneLineError(try refused("report", "one", "two"), "unexpected argument `two`")
    expectOneLineError(try refused("report", "--", "one"), "report runs no command")
    expectOneLineError(try refused("convert", "one"), "convert needs a file to read and a file to write", "headroom convert --help")
  }

  @Test("say what a number is", arguments: ["0", "-1", "", "abc", "10001", "1e3", "99999999999999999999", "٣", "9.5"])
  func frequency(_ text: String) throws {
    expectOneLineError(try refused("record", "-F", text, "-p", "1"), "--frequency takes a whole number from 1 to 10000, not `\(text)`")
  }

  @Test("say what a process id is", arguments: ["0", "-5", "abc", "4711x", "2147483648", ""])
  func processID(_ text: String) throws {
    expectOneLineError(try refused("record", "-p", text), "--pid takes a whole number", "not `\(text)`")
  }

  @Test("say what a time is", arguments: ["0", "-1", "abc", "", "s", "10x", "nan", "inf", "1e999", "0ms", "ten"])
  func duration(_ text: String) throws {
    expectOneLineError(try refused("record", "-d", text, "-p", "1"), "--duration takes a time such as 10s, 500ms or 2m, not `\(text)`")
  }

  @Test("of a time too long to count say so", arguments: ["1e300", "9999999999999h"])
  func longDuration(_ text: String) throws {
    expectOneLineError(try refused("record", "-d", text, "-p", "1"), "--duration")
  }

  @Test("suggest what was meant")
  func suggestions() throws {
    expectOneLineError(try refused("record", "--duraton", "1s"), "unknown option `--duraton`", "did you mean --duration?")
    expectOneLineError(try refused("record", "--zzz"), "unknown option `--zzz`", "headroom record --help")
    expectOneLineError(try refused("report", "--focsu=x"), "did you mean --focus?")
    expectOneLineError(try refused("recrod"), "unknown command `recrod`", "did you mean `record`?")
    expectOneLineError(try refused("frobnicate"), "unknown command `frobnicate`", "headroom --help")
    expectOneLineError(try refused("record", "-x"), "unknown option `-x`")
  }

  @Test("say when a value is missing or too much")
  func values() throws {
    expectOneLineError(try refused("record", "-d"), "--duration needs a value")
    expectOneLineError(try refused("record", "--children=yes"), "--children takes no value")
  }

  @Test("name the collectors there are")
  func collectors() throws {
    expectOneLineError(try refused("record", "--collector", "magic", "-p", "1"), "one of", "bpf", "perf", "ptrace", "auto", "`magic`")
  }

  @Test("do not reach into a regular expression", arguments: ["--focus", "--ignore"])
  func regularExpression(_ option: String) throws {
    let recording = try Recording("-d", "200ms", "--", try Fixture.path("cpu-split"), "--seconds", "0.2")
    expectOneLineError(try refused("report", recording.path, option, "(["), "([")
  }
}
