import CSQLite

/// A prepared statement. What is bound never becomes part of its text.
final class Statement {
  private let handle: OpaquePointer
  /// Keeps the connection open.
  private let database: Database

  init(_ handle: OpaquePointer, _ database: Database) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// What a statement is given or gives.
  enum Value {
    case integer(Int64)
    case real(Double)
    case text(String)
  }

  /// Gives the statement new values, in the order of its question marks, and lets it begin anew.
  func bind(_ values: [Value]) throws(HistoryError) {
    sqlite3_reset(handle)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .integer(let number): sqlite3_bind_int64(handle, place, number)
        case .real(let number): sqlite3_bind_double(handle, place, number)
        case .text(let text): Self.bind(text, to: handle, at: place)
        }
      guard code == SQLITE_OK else { throw database.error(code) }
    }
  }

  private static func bind(_ text: String, to handle: OpaquePointer, at place: Int32) -> Int32 {
    // SQLite copies the text before the call returns: the constant that says so is a pointer of all ones.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    var text = text
    return text.withUTF8 { bytes in
      // An empty string has no address, and no address would be NULL.
      guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_text(handle, place, "", 0, copies) }
      return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        sqlite3_bind_text64(handle, place, $0, UInt64(bytes.count), copies, UInt8(SQLITE_UTF8))
      }
    }
  }

  /// Goes to the next row; false after the last.
  @discardableResult
  func step() throws(HistoryError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let error = database.error(code)
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Carries the statement out with these values.
  func run(_ values: [Value]) throws(HistoryError) {
    try bind(values)
    while try step() {}
    sqlite3_reset(handle)
  }

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  /// Bytes that are no UTF-8 are repaired; `NULL` is the empty text.
  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    return String(decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self)
  }
}
