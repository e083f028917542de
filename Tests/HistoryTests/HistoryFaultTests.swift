import Foundation
import Glibc
import Testing

@testable import History

/// Files that are no histories, and writes that fail.
@Suite("A history that cannot be used") struct HistoryFaultTests {
  private let scratch: Scratch
  private var path: String { scratch.path("history.sqlite") }

  init() throws { scratch = try Scratch() }

  private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

  /// What opening, reading and adding end with: each must end.
  private func outcomes() -> [HistoryError?] {
    let (path, added) = (self.path, entry("z", 9, ["x": 1]))
    return [
      failure { () throws(HistoryError) in _ = try HistoryStore(reading: path).entries() },
      failure { () throws(HistoryError) in try HistoryStore(at: path).add([added]) },
    ]
  }

  @Test("says so in one line when it is something else") func otherFiles() throws {
    try write(Array("commit,value\na,1\n".utf8) + [UInt8](repeating: 7, count: 4096))
    for outcome in outcomes() {
      #expect(outcome?.description == "\(path): the file is no history: it is not an SQLite database; choose another with --file")
    }
    try FileManager.default.removeItem(atPath: path)
    try Database(path, .create, busyTimeout: 0).execute("CREATE TABLE mine (x INTEGER)")
    for outcome in outcomes() { #expect(outcome?.description == "\(path): the file is the database of another program; choose another with --file") }
    let folder = scratch.folder
    #expect(
      failure { () throws(HistoryError) in _ = try HistoryStore(at: folder) }?.description.hasSuffix("this is no file; choose another with --file")
        == true)
  }

  @Test("is missing, or has no folder to be in") func missing() {
    let (path, nowhere) = (self.path, scratch.path("no/where/history.sqlite"))
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(reading: path) }?.code == .missing)
    #expect(access(path, F_OK) != 0)
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(at: nowhere) }?.code == .notWritable)
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(at: "") }?.code == .badInput)
  }

  @Test("never ends the program, wherever bytes of it were overwritten or cut off") func damaged() throws {
    do {
      let store = try HistoryStore(at: path)
      for number in 0..<40 { try store.add([entry("c\(number)", Double(number), ["x": 1, "function f\(number)": 2])]) }
      _ = try store.database.text("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var seen: [HistoryError] = []
    for start in stride(from: 0, to: whole.count, by: 997) {
      for (pattern, length) in [(UInt8(0xff), 64), (0, 700)] {
        var bytes = whole
        for index in start..<min(whole.count, start + length) { bytes[index] = pattern }
        try clear()
        try write(bytes)
        seen += outcomes().compactMap { $0 }
      }
      try clear()
      try write(Array(whole[..<start]))
      seen += outcomes().compactMap { $0 }
    }
    #expect(seen.contains { $0.code == .damaged })
    #expect(seen.allSatisfy { !$0.description.contains("\n") && $0.place == path })
  }

  private func clear() throws { for end in ["", "-wal", "-shm"] where access(path + end, F_OK) == 0 { unlink(path + end) } }

  @Test("because it may not grow loses nothing, and takes more when there is room again") func full() throws {
    let store = try HistoryStore(at: path)
    try store.add([entry("a", 1, ["x": 1])])
    let pages = try #require(try store.database.integer("PRAGMA page_count"))
    _ = try store.database.integer("PRAGMA max_page_count = \(pages + 2)")
    var large = entry("b", 2)
    for number in 0..<2000 { large.values["function f\(number)"] = 1 }
    // The first of the two would fit: both or none.
    let refusal = failure { () throws(HistoryError) in try store.add([entry("small", 2), large]) }
    #expect(refusal?.description == "\(path): there is no room left to write; free some space and add the result again; what was there is kept")
    #expect(try HistoryStore(reading: path).entries().map(\.commit) == ["a"])
    _ = try store.database.integer("PRAGMA max_page_count = 1000000")
    try store.add([large])
    #expect(try store.entries().map(\.commit) == ["a", "b"])
    #expect(try store.database.text("PRAGMA integrity_check") == "ok")
  }

  @Test("because the disk is full loses nothing, wherever in the write that happens", .enabled(if: SmallDisk.isPossible))
  func fullDisk() throws {
    let disk = try SmallDisk(kilobytes: 512)
    let path = disk.path("history.sqlite")
    var kept: [String] = []
    var refusal: HistoryError?
    for number in 0..<1000 where refusal == nil {
      var entry = entry("c\(number)", Double(number))
      for function in 0..<50 { entry.values["function f\(number).\(function)"] = 1 }
      refusal = failure { () throws(HistoryError) in try HistoryStore(at: path).add([entry]) }
      if refusal == nil { kept.append(entry.commit) }
    }
    #expect(refusal?.code == .full, "\(refusal?.description ?? "never full")")
    #expect(kept.count > 3)
    try disk.enlarge(kilobytes: 4096)
    let store = try HistoryStore(at: path)
    let entries = try store.entries()
    #expect(entries.map(\.commit) == kept && entries.allSatisfy { $0.values.count == 50 })
    #expect(try store.database.text("PRAGMA integrity_check") == "ok")
    try store.add([entry("last", 1e9)])
    #expect(try store.entries().count == kept.count + 1)
  }

  @Test("in a place that can only be read is read all the same, and refuses what is added", .enabled(if: SmallDisk.isPossible))
  func readOnly() throws {
    let disk = try SmallDisk(kilobytes: 2048)
    let path = disk.path("history.sqlite")
    try HistoryStore(at: path).add([entry("a", 1, ["x": 1])])
    try disk.makeReadOnly()
    #expect(try HistoryStore(reading: path).entries().map(\.commit) == ["a"])
    #expect(failure { () throws(HistoryError) in try HistoryStore(at: path).add([entry("b", 2)]) }?.code == .notWritable)
    let other = disk.path("other.sqlite")
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(at: other) }?.code == .notWritable)
  }
}
