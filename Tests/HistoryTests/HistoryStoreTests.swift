import Foundation
import Glibc
import Testing

@testable import History

@Suite("A history") struct HistoryStoreTests {
  private let scratch: Scratch
  private var path: String { scratch.path("new/history.sqlite") }

  init() throws { scratch = try Scratch() }

  @Test("is made with its folder, and gives back what was added, by date")
  func roundTrip() throws {
    var hostile = entry(
      "b\u{0}\"'; DROP TABLE entries; --", 20, ["cpuNanoseconds": 0.1, "function a\u{0}b": 1e300], benchmark: "b 🦊", fingerprint: "f")
    hostile.title = "Ein Titel\nüber zwei Zeilen"
    hostile.files = ["function a\u{0}b": "Sources/A.swift"]
    let empty = HistoryEntry(commit: "", date: 10)
    do {
      let store = try HistoryStore(at: path)
      try store.add([hostile, empty])
    }
    let store = try HistoryStore(reading: path)
    #expect(try store.entries() == [empty, hostile])
    #expect(try store.entries(detail: .totals).last?.values == ["cpuNanoseconds": 0.1])
    #expect(try store.entries(detail: .none).last?.values == [:])
    #expect(try store.entries(benchmark: "b 🦊").map(\.commit) == [hostile.commit])
    #expect(try store.benchmarks() == ["b 🦊", ""])
  }

  @Test("keeps several measurements of a commit, or replaces them where that is asked for")
  func measurements() throws {
    let store = try HistoryStore(at: path)
    try store.add([entry("a", 1, ["x": 1]), entry("a", 1, ["x": 2]), entry("a", 1, ["x": 3], benchmark: "other")])
    try store.add([entry("a", 2, ["x": 4])])
    #expect(try store.entries().compactMap { $0.values["x"] } == [1, 2, 3, 4])
    try store.add([entry("a", 5, ["x": 5])], replacing: true)
    #expect(try store.entries().compactMap { $0.values["x"] } == [3, 5])
    #expect(try store.database.integer("SELECT count(*) FROM measurements") == 2)
  }

  @Test("leaves out numbers that are none") func notFinite() throws {
    let store = try HistoryStore(at: path)
    try store.add([entry("a", 1, ["nan": .nan, "infinite": .infinity, "x": -0.5])])
    #expect(try store.entries()[0].values == ["x": -0.5])
  }

  @Test("remembers the file of a function that was once told") func files() throws {
    let store = try HistoryStore(at: path)
    var first = entry("a", 1, ["function f": 1])
    first.files = ["function f": "A.swift"]
    try store.add([first, entry("b", 2, ["function f": 1])])
    #expect(try store.entries().map { $0.files["function f"] } == ["A.swift", "A.swift"])
  }

  @Test("loses nothing of what many threads add at once to a file that none has made yet")
  func threads() async throws {
    let path = self.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<10 {
            // A connection each time: opening is part of the race.
            try HistoryStore(at: path, patience: 60).add([entry("w\(writer)-\(number)", Double(number), ["x": Double(writer), "w\(writer)": 1])])
          }
        }
      }
      try await group.waitForAll()
    }
    let entries = try HistoryStore(reading: path).entries()
    #expect(entries.count == 80 && Set(entries.map(\.commit)).count == 80)
    #expect(entries.allSatisfy { $0.values.count == 2 })
    #expect(try HistoryStore(reading: path).database.text("PRAGMA integrity_check") == "ok")
  }

  @Test("can be read while another writes, and shows what was there before")
  func reading() throws {
    let store = try HistoryStore(at: path)
    try store.add([entry("a", 1)])
    let reader = try HistoryStore(reading: path, patience: 0)
    try store.database.execute("BEGIN IMMEDIATE; DELETE FROM entries")
    #expect(try reader.entries().count == 1)
    try store.database.execute("ROLLBACK")
    #expect(try reader.entries().count == 1)
  }

  @Test("that another process holds for long is not waited for forever, and nothing is written")
  func locked() throws {
    let holder = try HistoryStore(at: path)
    try holder.database.execute("BEGIN IMMEDIATE")
    let late = try HistoryStore(at: path, patience: 0.05)
    let refusal = failure { () throws(HistoryError) in try late.add([entry("b", 1)]) }
    #expect(
      refusal?.code == .locked
        && refusal?.description == "\(path): the history is locked by another process; try again when that is done; nothing was written")
    try holder.database.execute("COMMIT")
    try late.add([entry("b", 1)])
    #expect(try holder.entries().map(\.commit) == ["b"])
  }
}
