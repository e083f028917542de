/// One step of the schema: what turns version n − 1 into version n. A step that was ever published is never changed; a new one is added.
struct Migration: Sendable {
  var sql: String

  /// All steps; the version of a file is the number of those it has been through (`PRAGMA user_version`).
  static let all = [
    // Several entries may have the same commit, benchmark and fingerprint: each is a measurement.
    Migration(
      sql: """
        CREATE TABLE entries (
          id INTEGER PRIMARY KEY,
          commitName TEXT NOT NULL,
          date REAL NOT NULL,
          title TEXT NOT NULL,
          benchmark TEXT NOT NULL,
          fingerprint TEXT NOT NULL
        ) STRICT;
        CREATE INDEX entriesByCommit ON entries (benchmark, fingerprint, commitName);
        CREATE TABLE names (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          file TEXT NOT NULL
        ) STRICT;
        CREATE TABLE measurements (
          entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
          name INTEGER NOT NULL REFERENCES names (id),
          value REAL NOT NULL,
          PRIMARY KEY (entry, name)
        ) STRICT, WITHOUT ROWID;
        """)
  ]

  /// Tells our files from those of others: `Hdrm` (`PRAGMA application_id`, <https://www.sqlite.org/pragma.html#pragma_application_id>).
  static let applicationID = 0x4864_726d
}
