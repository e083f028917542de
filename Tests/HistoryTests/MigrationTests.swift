import Testing

@testable import History

@Suite("The schema of a history") struct MigrationTests {
  private let scratch: Scratch
  private var path: String { scratch.path("history.sqlite") }
  /// A second step as a later version might have it, and one that fails in its middle.
  private let later = Migration.all + [Migration(sql: "ALTER TABLE entries ADD COLUMN host TEXT NOT NULL DEFAULT ''")]
  private let broken = Migration.all + [Migration(sql: "CREATE TABLE extra (x INTEGER); SELECT * FROM nowhere")]

  init() throws { scratch = try Scratch() }

  @Test("of an older version is brought up to date, with what it holds, by whoever opens it", arguments: [false, true])
  func older(_ isReader: Bool) throws {
    try HistoryStore(at: path).add([entry("a", 1, ["x": 2])])
    let store =
      isReader
      ? try HistoryStore(reading: path, patience: 1, migrations: later) : try HistoryStore(at: path, patience: 1, migrations: later)
    #expect(try store.database.integer("PRAGMA user_version") == Migration.all.count + 1)
    #expect(try store.database.text("SELECT host || 'here' FROM entries") == "here")
    #expect(try store.entries() == [entry("a", 1, ["x": 2])])
  }

  @Test("of a newer version is refused in one line") func newer() throws {
    _ = try HistoryStore(at: path, patience: 1, migrations: later)
    let known = Migration.all.count
    let expected =
      "\(path): a newer headroom wrote this history (schema \(known + 1), this one knows \(known)); update headroom, or choose another with --file"
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(at: path) }?.description == expected)
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(reading: path) }?.description == expected)
  }

  @Test("stays as it was where a step fails half-way") func rollback() throws {
    try HistoryStore(at: path).add([entry("a", 1)])
    #expect(failure { () throws(HistoryError) in _ = try HistoryStore(at: path, patience: 1, migrations: broken) } != nil)
    let store = try HistoryStore(at: path)
    #expect(try store.database.integer("PRAGMA user_version") == Migration.all.count)
    #expect(try store.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'") == 0)
    #expect(try store.entries().count == 1)
  }
}
