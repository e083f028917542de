extension HistoryStore {
  /// Adds entries: all of them or, when it fails, none.
  ///
  /// - Parameter replacing: Forget first what the same commits measured of the same benchmark under the same fingerprint; else an entry is one
  ///   more measurement.
  ///
  /// Values that are not finite are left out.
  public func add(_ entries: [HistoryEntry], replacing: Bool = false) throws(HistoryError) {
    try database.transaction { () throws(HistoryError) in
      if replacing { try forget(entries) }
      let insertion = try database.prepare("INSERT INTO entries (commitName, date, title, benchmark, fingerprint) VALUES (?, ?, ?, ?, ?)")
      let measurement = try database.prepare("INSERT INTO measurements (entry, name, value) VALUES (?, ?, ?)")
      var names = NameTable(database)
      for entry in entries {
        try insertion.run([.text(entry.commit), .real(entry.date), .text(entry.title), .text(entry.benchmark), .text(entry.fingerprint)])
        let row = database.lastInsertedRow
        for (name, value) in entry.values.sorted(by: { $0.key < $1.key }) where value.isFinite {
          try measurement.run([.integer(row), .integer(try names.row(of: name, file: entry.files[name] ?? "")), .real(value)])
        }
      }
    }
  }

  private func forget(_ entries: [HistoryEntry]) throws(HistoryError) {
    let deletion = try database.prepare("DELETE FROM entries WHERE commitName = ? AND benchmark = ? AND fingerprint = ?")
    for entry in entries { try deletion.run([.text(entry.commit), .text(entry.benchmark), .text(entry.fingerprint)]) }
  }
}

/// The rows of names; a file that is known now is kept for the next reader.
private struct NameTable {
  private let database: Database
  private var rows: [String: Int64] = [:]
  private var insertion: Statement?

  init(_ database: Database) { self.database = database }

  mutating func row(of name: String, file: String) throws(HistoryError) -> Int64 {
    if let row = rows[name] { return row }
    let statement: Statement
    if let insertion {
      statement = insertion
    } else {
      statement = try database.prepare(
        """
        INSERT INTO names (name, file) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET file = CASE excluded.file WHEN '' THEN file ELSE excluded.file END
        RETURNING id
        """)
      insertion = statement
    }
    try statement.bind([.text(name), .text(file)])
    guard try statement.step() else {
      throw HistoryError(.damaged, database.path, "a name cannot be added", remedy: "restore a copy of the history")
    }
    let row = Int64(statement.integer(0))
    // To the end of the statement, without which it would not be done.
    while try statement.step() {}
    rows[name] = row
    return row
  }
}
