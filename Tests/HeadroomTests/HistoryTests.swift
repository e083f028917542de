import Foundation
import Testing

/// `headroom history`: results by commit, and where their level changed.
@Suite("History") struct HistoryTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func history(_ words: String..., input: Data? = nil) throws -> Tool.Outcome {
    try Tool.start(Tool.headroom, ["history"] + words, folder: scratch.folder, input: input).finish()
  }

  private func write(_ text: String, _ name: String) throws {
    try text.write(toFile: scratch.path(name), atomically: true, encoding: .utf8)
  }

  private func object(_ outcome: Tool.Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome)")
  }

  /// A verdict with a total and two functions, nanoseconds of a request.
  private func verdict(commit: String = "", hot: Double = 40_000, kernel: String = "6.1") -> String {
    func interval(_ value: Double) -> String { #"{"value":\#(value),"low":\#(value),"high":\#(value)}"# }
    return
      #"{"schema":1,"verdict":"pass","unit":"request","head":{"commit":"\#(commit)","environment":{"kernel":"\#(kernel)","target":"/srv/shop"}},"#
      + #""metrics":[{"name":"cpuTime","subject":"","headNanoseconds":\#(interval(60_000 + hot))}],"functions":[{"name":"Router.respond(to:)","#
      + #""file":"/build/Sources/Router.swift","match":"name","headNanoseconds":\#(interval(hot))},"#
      + #"{"name":"parse(_:)","file":"/build/Sources/Parser.swift","match":"name","headNanoseconds":\#(interval(60_000))}]}"#
  }

  /// A repository with one commit a number; commit `slow` touches the router.
  private func repository(commits: Int, slow: Int) throws -> [String] {
    func git(_ words: String..., date: Int = 0) throws -> String {
      let environment = ["GIT_AUTHOR_DATE=\(date) +0000", "GIT_COMMITTER_DATE=\(date) +0000", "GIT_CONFIG_GLOBAL=/dev/null"]
      let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"]
      let outcome = try Tool.start("/usr/bin/env", environment + ["git"] + identity + words, folder: scratch.folder).finish()
      guard outcome.status == 0 else { throw TestFailure("git \(words): \(outcome)") }
      return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    _ = try git("init", "-q")
    try FileManager.default.createDirectory(atPath: scratch.path("Sources"), withIntermediateDirectories: true)
    return try (0..<commits).map { number in
      try write("// \(number)\n", "Sources/\(number == slow ? "Router" : "Notes").swift")
      _ = try git("add", "Sources")
      // Dates that go backwards: the order of the repository is what counts.
      _ = try git("commit", "-qm", "Change \(number) <b>| `x`", date: 1_700_000_000 - number * 60)
      return try git("rev-parse", "HEAD")
    }
  }

  @Test("finds the commit, the range and the function behind a change, in the order of the repository", .needsProgram("git"))
  func repositoryTrend() throws {
    let commits = try repository(commits: 30, slow: 15)
    // Every second commit was measured, twice.
    for number in stride(from: 0, to: 30, by: 2) {
      for repetition in 0..<2 {
        let noise = Double((number * 7 + repetition * 3) % 5 - 2) * 100
        try write(verdict(commit: commits[number], hot: (number < 15 ? 40_000 : 60_000) + noise), "v\(number)-\(repetition).json")
      }
    }
    let names = stride(from: 0, to: 30, by: 2).flatMap { ["v\($0)-0.json", "v\($0)-1.json"] }
    let added = try Tool.start(Tool.headroom, ["history", "add"] + names, folder: scratch.folder).finish()
    #expect(added.status == 0 && added.output.isEmpty)
    #expect(added.errors == "added 90 values of 15 commits to .headroom/history.sqlite\n")

    let outcome = try history("trend", "--json")
    let trend = try object(outcome)
    let series = try #require(trend["series"] as? [[String: Any]])
    let points = try #require(series.first?["points"] as? [[String: Any]])
    #expect(points.compactMap { $0["commit"] as? String } == stride(from: 0, to: 30, by: 2).map { commits[$0] })
    #expect(points.first?["title"] as? String == "Change 0 <b>| `x`")
    let changes = try #require(trend["changes"] as? [[String: Any]])
    #expect(changes.count == 1, "\(outcome.output)")
    let change = try #require(changes.first)
    #expect(change["commit"] as? String == commits[16] && change["index"] as? Int == 8 && change["state"] as? String == "confirmed")
    #expect(change["isWorse"] as? Bool == true && change["series"] as? String == "cpuNanoseconds")
    let functions = try #require(change["functions"] as? [[String: Any]])
    #expect(functions.compactMap { $0["name"] as? String } == ["Router.respond(to:)"])
    let suspects = try #require(change["commits"] as? [[String: Any]])
    #expect(suspects.first?["commit"] as? String == commits[15] && suspects.first?["functions"] as? [String] == ["Router.respond(to:)"])

    let text = try history("trend", "--function", "Router").output
    #expect(text.contains("Router.respond(to:)") && text.contains("confirmed") && !text.contains("\u{1b}"))
    #expect(try history("trend", "-o", "trend.html").status == 0 && scratch.text("trend.html").contains("data-short") == false)
    #expect(scratch.text("trend.html").hasPrefix("<!doctype html>") && !scratch.text("trend.html").contains("<b>|"))
    let listed = try history("list", "--limit", "3").output
    // The dates go backwards: the first commit is the newest.
    #expect(listed.hasPrefix("30 entries.") && listed.contains(commits[0].prefix(12)) && listed.contains("27 older"))
  }

  @Test("takes the commit from the result, from --commit, and else from the folder", .needsProgram("git"))
  func commits() throws {
    try write(verdict(), "plain.json")
    try write(verdict(commit: "abc"), "named.json")
    expectOneLineError(try history("add", "plain.json"), "plain.json", "does not say which commit", "--commit")
    #expect(try history("add", "named.json", "--date", "2026-01-02").status == 0)
    #expect(try history("add", "plain.json", "--commit", "release 1.0", "--date", "2026-01-03T04:05:06Z", "--title", "First").status == 0)
    let commits = try repository(commits: 2, slow: 0)
    #expect(try history("add", "plain.json").status == 0)
    #expect(try history("add", "plain.json", "--commit", "HEAD~1").status == 0)
    expectOneLineError(try history("add", "plain.json", "--commit", "HAED"), "this repository has no commit `HAED`")
    let entries = try #require(try object(try history("list", "--json"))["entries"] as? [[String: Any]])
    let found = Dictionary(uniqueKeysWithValues: entries.map { ($0["commit"] as? String ?? "", $0) })
    #expect(Set(found.keys) == ["abc", "release 1.0", commits[0], commits[1]])
    #expect(found["release 1.0"]?["dateSeconds"] as? Double == 1_767_413_106 && found["release 1.0"]?["title"] as? String == "First")
    #expect(found[commits[0]]?["dateSeconds"] as? Double == 1_700_000_000)
  }

  @Test("joins only what one machine measured of one benchmark") func fingerprints() throws {
    try write(verdict(commit: "a"), "a.json")
    try write(verdict(commit: "b", kernel: "6.6"), "b.json")
    #expect(try history("add", "a.json", "--date", "1").status == 0)
    #expect(try history("add", "b.json", "--date", "2").status == 0)
    #expect(try history("add", "b.json", "--date", "0", "--benchmark", "other").status == 0)
    let text = try history("trend").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("1 entry of another machine or toolchain is left out") && text.contains("there are also `other`"))
    let trend = try object(try history("trend", "--json", "--benchmark", "shop", "--fingerprint", "6.1"))
    let points = (trend["series"] as? [[String: Any]])?.first?["points"] as? [[String: Any]]
    #expect(points?.compactMap { $0["commit"] as? String } == ["a"])
    expectOneLineError(try history("trend", "--benchmark", "none"), "no benchmark `none`", "`other`, `shop`")
    expectOneLineError(try history("trend", "--metric", "cpuNanosecond"), "did you mean `cpuNanoseconds`?")
    expectOneLineError(try history("trend", "--function", "zzz"), "no function `zzz`")
    expectOneLineError(try history("trend", "--function", "r"), "2 functions have `r`")
  }

  @Test("finds the changes of any series, from a file or standard input") func anySeries() throws {
    let rows = (0..<60).map { "c\($0),\($0 < 30 ? 100 : 140 + ($0 * 7 % 5))" }.joined(separator: "\n")
    try write("commit,milliseconds\n" + rows, "s.csv")
    for outcome in [try history("trend", "--from", "s.csv", "--json"), try history("trend", "--from", "-", "--json", input: Data(rows.utf8))] {
      let changes = try #require(try object(outcome)["changes"] as? [[String: Any]])
      #expect(changes.compactMap { $0["index"] as? Int } == [30] && changes.first?["commit"] as? String == "c30", "\(outcome.output.suffix(400))")
    }
    // What export writes, trend reads.
    try write(verdict(commit: "a"), "a.json")
    #expect(try history("add", "a.json", "--date", "1").status == 0)
    #expect(try history("export", "-o", "all.csv").status == 0)
    let series = try object(try history("trend", "--from", "all.csv", "--metric", "cpuNanoseconds", "--json"))["series"] as? [[String: Any]]
    #expect((series?.first?["points"] as? [[String: Any]])?.first?["value"] as? Double == 100_000)
    expectOneLineError(try history("trend", "--from", "none.csv"), "cannot read none.csv")
    expectOneLineError(try history("trend", "--from", "-", input: Data("1\n2;x\n".utf8)), "standard input: line 2")
    expectOneLineError(try history("trend", "--from", "s.csv", "--benchmark", "x"), "--benchmark means nothing")
  }

  @Test("is no change of the user's in git, and says so when what it takes to be HEAD's may not be", .needsProgram("git")) func workingTree() throws {
    let commits = try repository(commits: 2, slow: 1)
    try write(verdict(), "result.json")
    func add() throws -> String { try history("add", "result.json").errors }
    let added = "added 3 values of \(commits[1].prefix(12)) to .headroom/history.sqlite\n"
    #expect(try add() == added)
    let status = try Tool.start("/usr/bin/git", ["status", "--porcelain"], folder: scratch.folder).finish()
    #expect(status.output == "?? result.json\n")
    try write("// not committed\n", "Sources/Router.swift")
    let warned = try add()
    #expect(warned.hasPrefix("warning: ") && warned.contains("--commit") && warned.hasSuffix(added))
    let named = try history("add", "result.json", "--commit", "HEAD")
    #expect(named.errors == added)
  }

  @Test("loses nothing when many processes add at once") func writers() throws {
    let count = 16
    for number in 0..<count { try write(verdict(commit: "c\(number)"), "\(number).json") }
    let running = try (0..<count).map {
      try Tool.start(Tool.headroom, ["history", "add", "\($0).json", "--date", "\($0 + 1)"], folder: scratch.folder)
    }
    for outcome in running.map({ $0.finish() }) { #expect(outcome.status == 0, "\(outcome)") }
    let entries = try #require(try object(try history("list", "--json"))["entries"] as? [[String: Any]])
    #expect(Set(entries.compactMap { $0["commit"] as? String }).count == count && entries.count == count)
    #expect(entries.allSatisfy { ($0["values"] as? [String: Any])?.count == 3 })
  }

  @Test("says in one line what it cannot use") func errors() throws {
    expectOneLineError(try history(), "say what to do", "add, list, trend, export")
    expectOneLineError(try history("lst"), "did you mean `list`?")
    expectOneLineError(try history("list"), ".headroom/history.sqlite", "there is no history", "history add")
    expectOneLineError(try history("list", "--replace"), "takes no --replace")
    expectOneLineError(try history("list", "extra"), "unexpected argument `extra`")
    expectOneLineError(try history("add"), "needs a result")
    expectOneLineError(try history("trend", "--all", "--metric", "x"), "not several")
    expectOneLineError(try history("trend", "--format", "pdf"), "--format is one of text, json, markdown, html")
    try write("{}", "empty.json")
    try write("not a database, but long enough to be read as one".padding(toLength: 4096, withPad: ".", startingAt: 0), "text.sqlite")
    expectOneLineError(try history("add", "empty.json", "--commit", "a"), "empty.json", "no value in this result")
    expectOneLineError(try history("add", "none", "--commit", "a"), "cannot read none")
    expectOneLineError(try history("add", ".", "--commit", "a"), "holds no verdict.json, no result.json and no profile")
    expectOneLineError(try history("add", "empty.json", "--date", "2026-02-30"), "--date takes a date")
    expectOneLineError(try history("list", "--file", "text.sqlite"), "text.sqlite", "not an SQLite database")
    expectOneLineError(try history("list", "--file", "/dev/null"), "this is no file")
  }

  @Test("keeps what a profile tells of its requests") func profile() throws {
    try "main;serve;parse 30\nmain;serve 10\n".write(toFile: scratch.path("p.collapsed"), atomically: true, encoding: .utf8)
    expectOneLineError(try history("add", "p.collapsed", "--commit", "a"), "p.collapsed", "no CPU time")
  }
}
