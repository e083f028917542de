import Glibc

/// Results by commit in one SQLite file, safe with several writers.
///
/// The file is in WAL mode (<https://www.sqlite.org/wal.html>): readers never wait. Whoever writes waits for others; an addition is there whole or not at all.
public struct HistoryStore {
  /// Where a history lies when nobody says.
  public static let defaultPath = "\(defaultFolder)/history.sqlite"
  private static let defaultFolder = ".headroom"
  /// How long to wait for another writer, seconds.
  public static let patience = 10.0

  let database: Database

  public var path: String { database.path }

  /// Opens the history at `path`; makes it, and its folder, where there is none.
  public init(at path: String, patience: Double = Self.patience) throws(HistoryError) {
    try self.init(at: path, patience: patience, migrations: Migration.all)
  }

  /// Opens a history that is there already. Where it cannot be written it is only read.
  public init(reading path: String, patience: Double = Self.patience) throws(HistoryError) {
    try self.init(reading: path, patience: patience, migrations: Migration.all)
  }

  init(at path: String, patience: Double, migrations: [Migration]) throws(HistoryError) {
    try Self.makeFolder(of: path)
    try Self.checkKind(path)
    database = try Database(path, .create, busyTimeout: Int32(patience * 1000))
    try Self.checkOwner(database)
    try Self.prepare(database, patience: patience)
    try Self.migrate(database, migrations)
  }

  init(reading path: String, patience: Double, migrations: [Migration]) throws(HistoryError) {
    guard access(path, F_OK) == 0 else {
      throw HistoryError(.missing, path, "there is no history", remedy: "begin one with headroom history add, or name one with --file")
    }
    try Self.checkKind(path)
    let opened = try Self.openForReading(path, milliseconds: Int32(patience * 1000))
    try Self.checkOwner(opened)
    // An older file is brought up to date, which needs the right to write.
    let isCurrent = try Self.version(opened, migrations) == migrations.count
    database = isCurrent ? opened : try HistoryStore(at: path, patience: patience, migrations: migrations).database
  }

  /// Of the ways to open a file, the first in which it can be read.
  private static func openForReading(_ path: String, milliseconds: Int32) throws(HistoryError) -> Database {
    // A file in WAL mode needs one beside it; where that cannot be made and nobody writes, it can be read without.
    let hasLog = { (status: stat) in status.st_size > 0 }
    var log = stat()
    let canIgnoreLog = stat(path + "-wal", &log) != 0 || !hasLog(log)
    var failure: HistoryError?
    for access in [Database.Access.readWrite, .readOnly] + (canIgnoreLog ? [.immutable] : []) {
      do throws(HistoryError) {
        let database = try Database(path, access, busyTimeout: milliseconds)
        _ = try database.integer("SELECT count(*) FROM sqlite_schema")
        return database
      } catch {
        guard error.code == .notWritable else { throw error }
        failure = failure ?? error
      }
    }
    throw failure ?? HistoryError(.notWritable, path, "the history cannot be read", remedy: "mend its permissions")
  }

  private static func makeFolder(of path: String) throws(HistoryError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    guard access(folder, F_OK) != 0 else { return }
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
      let reason = String(cString: strerror(errno))
      throw HistoryError(.notWritable, path, "the folder \(folder) cannot be made (\(reason))", remedy: "make it, or choose another file with --file")
    }
    if folder == defaultFolder || folder.hasSuffix("/\(defaultFolder)") { keepOutOfGit(folder) }
  }

  /// A folder of ours is no change of the user's: git does not list it.
  private static func keepOutOfGit(_ folder: String) {
    // Where it cannot be written, the history is as good without.
    let descriptor = open("\(folder)/.gitignore", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, "*\n", 2)
    close(descriptor)
  }

  /// A folder or a device in its place gets a message of its own.
  private static func checkKind(_ path: String) throws(HistoryError) {
    guard !path.isEmpty else { throw HistoryError(.badInput, "", "a history needs a name", remedy: "name a file with --file") }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw HistoryError(.notAHistory, path, "this is no file", remedy: "choose another with --file")
  }

  /// A database that another program made is left alone.
  private static func checkOwner(_ database: Database) throws(HistoryError) {
    // One statement reads one state of the file: another process may make its tables at any time.
    let isAnother = "SELECT application_id <> \(Migration.applicationID) AND (application_id <> 0 OR EXISTS (SELECT 1 FROM sqlite_schema))"
    guard try database.integer("\(isAnother) FROM pragma_application_id") == 1 else { return }
    throw HistoryError(.notAHistory, database.path, "the file is the database of another program", remedy: "choose another with --file")
  }

  private static func prepare(_ database: Database, patience: Double) throws(HistoryError) {
    // Two who open a new file at once: the change of mode does not always wait, as <https://www.sqlite.org/wal.html> says.
    var left = Int(patience * 100)
    while true {
      do throws(HistoryError) {
        if try database.text("PRAGMA journal_mode") != "wal" { _ = try database.text("PRAGMA journal_mode = WAL") }
        break
      } catch {
        guard error.code == .locked, left > 0 else { throw error }
        left -= 1
        usleep(10_000)
      }
    }
    // A commit that was acknowledged survives a power failure.
    try database.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF")
  }

  /// How many steps the file has been through.
  private static func version(_ database: Database, _ migrations: [Migration]) throws(HistoryError) -> Int {
    let version = try database.integer("PRAGMA user_version") ?? 0
    guard (0...migrations.count).contains(version) else {
      throw HistoryError(
        .tooNew, database.path, "a newer headroom wrote this history (schema \(version), this one knows \(migrations.count))",
        remedy: "update headroom, or choose another with --file")
    }
    return version
  }

  private static func migrate(_ database: Database, _ migrations: [Migration]) throws(HistoryError) {
    guard try version(database, migrations) < migrations.count else { return }
    try database.transaction { () throws(HistoryError) in
      // Another process may have been here while this one waited.
      for (index, migration) in migrations.enumerated().dropFirst(try version(database, migrations)) {
        try database.execute(migration.sql)
        try database.execute("PRAGMA user_version = \(index + 1)")
      }
      try database.execute("PRAGMA application_id = \(Migration.applicationID)")
    }
  }
}
