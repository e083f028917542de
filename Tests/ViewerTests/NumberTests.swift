import Foundation
import Profiles
import Reports
import Testing

extension ViewerInBrowser {
  /// The page against the JSON report of the same profile.
  @Suite struct Numbers {
    @Test("Functions have in the page the time, the share and the time of a request that the JSON report has", arguments: Measured.all)
    func functions(_ measured: Measured) throws {
      let report = try Report(measured.profile)
      let page = try OpenedPage.open(measured.profile.html())
      let rows = try page.table("#functions")
      #expect(rows.count == report.functions.filter { ($0.selfNanoseconds ?? 0) + ($0.totalNanoseconds ?? 0) > 0 }.count)
      for function in report.functions where (function.totalNanoseconds ?? 0) > 0 {
        let row = try #require(rows.first { $0["Function"] == function.name }, "\(function.name)")
        try expect(row["Time"], isTime: function.selfNanoseconds ?? 0)
        try expect(row["Self"], isShare: function.selfNanoseconds ?? 0, of: report.totalNanoseconds)
        try expect(row["Total"], isShare: function.totalNanoseconds ?? 0, of: report.totalNanoseconds)
        if let requests = report.requests { try expect(row["µs/request"], isMicroseconds: Double(function.selfNanoseconds ?? 0) / requests) }
        #expect(row["Place"] == function.file.map { "\($0.split(separator: "/").last ?? ""):\(function.line ?? 0)" } ?? "")
      }
    }

    @Test("Threads have in the page what they have in the JSON report", arguments: Measured.all)
    func threads(_ measured: Measured) throws {
      let report = try Report(measured.profile)
      let rows = try OpenedPage.open(measured.profile.html()).table("#threads")
      let threads = report.threads.filter { $0.totalNanoseconds > 0 }
      #expect(rows.count == threads.count && !rows.isEmpty)
      for (row, thread) in zip(rows, threads) {
        #expect(try #require(row["Thread"]).hasPrefix(thread.name))
        try expect(row["Time"], isTime: thread.totalNanoseconds)
        try expect(row["Share"], isShare: thread.totalNanoseconds, of: report.totalNanoseconds)
      }
    }

    @Test("States of threads and of tasks have in the page what they have in the JSON report")
    func states() throws {
      let profile = ProfileFixture.smallServer(requests: 1000).profile
      let report = try Report(profile)
      let page = try OpenedPage.open(profile.html())
      for (selector, states) in [("#thread-states", report.states), ("#task-states", report.taskStates)] {
        let rows = try page.table(selector)
        let present = states.filter { $0.value > 0 }
        #expect(Set(rows.compactMap { $0["State"] }) == Set(present.keys) && present.count > 2)
        let whole = present.values.reduce(0, +)
        for row in rows {
          let value = try #require(present[row["State"] ?? ""])
          try expect(row["Time"], isTime: value)
          try expect(row["Share"], isShare: value, of: whole)
        }
      }
    }

    @Test("The call tree's first row has the share that the function has in the JSON report")
    func tree() throws {
      let profile = SamplePage.server.profile
      let report = try Report(profile)
      let rows = try OpenedPage.open(profile.html()).table("#tree")
      let row = try #require(rows.first)
      let name = try #require(row["Function"]).trimmingCharacters(in: CharacterSet(charactersIn: "▾▸~ "))
      let function = try #require(report.functions.first { $0.name == name })
      try expect(row["Total"], isShare: function.totalNanoseconds ?? 0, of: report.totalNanoseconds)
    }

    /// The written time, within what its digits leave open.
    private func expect(_ text: String?, isTime nanoseconds: Double) throws {
      let words = try #require(text).split(separator: " ")
      let size = try #require(["ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9][String(words.last ?? "")], "\(text ?? "")")
      let number = try #require(Double(words[0]))
      let digits = words[0].split(separator: ".").dropFirst().first?.count ?? 0
      #expect(abs(number * size - nanoseconds) <= size * 0.5001 * pow(10, -Double(digits)), "\(text ?? "") is \(nanoseconds) ns")
    }

    private func expect(_ text: String?, isShare part: Double, of whole: Double) throws {
      let words = try #require(text)
      let share = part / whole * 100
      if words.hasPrefix("<") { return #expect(share < 0.1) }
      if words.hasPrefix(">") { return #expect(share > 99.9) }
      if words.isEmpty || words == "–" { return #expect(part == 0) }
      let number = try #require(Double(words.split(separator: " ")[0]))
      #expect(abs(number - share) <= 0.0501, "\(words) is \(share) %")
    }

    private func expect(_ text: String?, isMicroseconds nanoseconds: Double) throws {
      let words = try #require(text).replacing(" ", with: "")
      if words.hasPrefix("<") { return #expect(nanoseconds < 1) }
      let digits = words.split(separator: ".").dropFirst().first?.count ?? 0
      #expect(abs(try #require(Double(words)) - nanoseconds / 1000) <= 0.5001 * pow(10, -Double(digits)), "\(words) is \(nanoseconds) ns")
    }
  }
}

/// A profile whose page and JSON report are compared.
struct Measured: Sendable, CustomTestStringConvertible {
  var name: String
  var profile: Profile
  var testDescription: String { name }

  static let all = [
    Measured(name: "server", profile: SamplePage.server.profile),
    Measured(name: "waits", profile: ProfileFixture.smallServer(requests: 1000).profile),
    Measured(name: "waits without requests", profile: ProfileFixture.smallServer().profile),
  ]
}

/// What the JSON report says, read by a reader that is not ours.
private struct Report: Decodable {
  struct Row: Decodable {
    var name: String
    var file: String?
    var line: Int?
    var selfNanoseconds: Double?
    var totalNanoseconds: Double?
  }
  struct Thread: Decodable {
    var name: String
    var totalNanoseconds: Double
  }
  var totalNanoseconds: Double
  var requests: Double?
  var functions: [Row]
  var states: [String: Double]
  var taskStates: [String: Double]
  var threads: [Thread]

  init(_ profile: Profile) throws {
    self = try JSONDecoder().decode(Report.self, from: Data(try JSONReport.render(profile, options: ViewOptions()).utf8))
  }
}

extension OpenedPage {
  /// The rows of a table by the titles of its columns, of equal titles the first.
  func table(_ selector: String) throws -> [[String: String]] {
    try run(
      """
      const table = document.querySelector(arguments[0]);
      const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.replace(/ [↑↓]$/, ""));
      return [...table.tBodies[0].rows].map((row) => {
        const result = {};
        [...row.cells].forEach((cell, index) => { result[titles[index]] ??= cell.textContent; });
        return result;
      });
      """, [selector])
  }
}
