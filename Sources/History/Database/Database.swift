import CSQLite

/// A connection to an SQLite database; every failure is a `HistoryError` of one line.
///
/// Source of the calls and codes: <https://www.sqlite.org/c3ref/intro.html> and <https://www.sqlite.org/rescode.html>. Not for several threads
/// at once: each opens its own.
final class Database {
  enum Access {
    /// Makes the file where there is none.
    case create
    case readWrite
    case readOnly
    /// For a file nobody writes, in a folder that cannot be written: no lock is taken and no file is made beside it.
    case immutable
  }

  let path: String
  private let connection: OpaquePointer

  /// - Parameter busyTimeout: How long to wait for others who write, milliseconds.
  init(_ path: String, _ access: Access, busyTimeout: Int32) throws(HistoryError) {
    let flags =
      switch access {
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .readWrite: SQLITE_OPEN_READWRITE
      case .readOnly, .immutable: SQLITE_OPEN_READONLY
      }
    let name = access == .immutable ? "file:\(Self.escaped(path))?immutable=1" : path
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX | (access == .immutable ? SQLITE_OPEN_URI : 0), nil)
    guard code == SQLITE_OK, let opened else {
      let error = HistoryError(sqlite: code, opened.map { String(cString: sqlite3_errmsg($0)) } ?? "", path)
      sqlite3_close_v2(opened)
      throw error
    }
    self.path = path
    connection = opened
    sqlite3_extended_result_codes(connection, 1)
    sqlite3_busy_timeout(connection, busyTimeout)
  }

  deinit { sqlite3_close_v2(connection) }

  /// A path inside a URI: what means something there is written as its number.
  private static func escaped(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"): bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What the last failed call has to say.
  func error(_ code: Int32) -> HistoryError { HistoryError(sqlite: code, String(cString: sqlite3_errmsg(connection)), path) }

  func prepare(_ sql: String) throws(HistoryError) -> Statement {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v2(connection, sql, -1, &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw error(code) }
    return Statement(prepared, self)
  }

  /// Carries out one or more statements that answer nothing anybody wants.
  func execute(_ sql: String) throws(HistoryError) {
    let code = sqlite3_exec(connection, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// The first column of the first row; nil where there is none.
  func integer(_ sql: String) throws(HistoryError) -> Int? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// See `integer`.
  func text(_ sql: String) throws(HistoryError) -> String? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// The row the last insertion made.
  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(connection) }

  /// Does all of `body` or nothing; takes the right to write first, so that two writers wait for one another and never fail half-way.
  func transaction<Value>(_ body: () throws(HistoryError) -> Value) throws(HistoryError) -> Value {
    try execute("BEGIN IMMEDIATE")
    do throws(HistoryError) {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      // Some failures have rolled back already; then there is nothing to do.
      if sqlite3_get_autocommit(connection) == 0 { sqlite3_exec(connection, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }
}

extension HistoryError {
  /// - Parameters:
  ///   - sqlite: A result code, extended or not.
  ///   - message: What SQLite says of it.
  init(sqlite code: Int32, _ message: String, _ path: String) {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED:
      self.init(.locked, path, "the history is locked by another process", remedy: "try again when that is done; nothing was written")
    case SQLITE_NOTADB:
      self.init(.notAHistory, path, "the file is no history: it is not an SQLite database", remedy: "choose another with --file")
    case SQLITE_CORRUPT:
      self.init(
        .damaged, path, "the history is damaged (\(message))",
        remedy: "restore a copy, or save what `sqlite3 FILE .recover` can read; until then choose another with --file")
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
      self.init(
        .notWritable, path, "the history cannot be opened or written (\(message))", remedy: "mend the permissions or choose another with --file")
    case SQLITE_FULL:
      self.init(.full, path, "there is no room left to write", remedy: "free some space and add the result again; what was there is kept")
    case SQLITE_IOERR:
      self.init(
        .full, path, "the history cannot be read or written (\(message))",
        remedy: "look whether the disk is full or failing, then add the result again; what was there is kept")
    default:
      self.init(.other, path, "the history cannot be used (\(message), SQLite code \(code))", remedy: "choose another with --file")
    }
  }
}
