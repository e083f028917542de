import Scaling

/// A series of measurements from elsewhere: one value a row, or `commit,value`, oldest first.
///
/// Separators are commas, semicolons or tabs; a header is optional; lines that begin with `#` and blank lines are skipped. With a header, the
/// columns `commit` and `value` may be anywhere, and a column `name` tells several series apart, as in what `history export` writes.
public struct SeriesTable: Sendable, Equatable {
  /// What each value belongs to; empty where the table does not say.
  public private(set) var commits: [String] = []
  public private(set) var values: [Double] = []
  /// Seconds since 1970; 0 where the table does not say.
  public private(set) var dates: [Double] = []
  public private(set) var titles: [String] = []

  /// More is a file of another kind.
  static let largestRowCount = 200_000

  private struct Columns {
    var commit: Int?
    var value: Int
    var name: Int?
    var date: Int?
    var title: Int?
    var count: Int
  }

  /// - Parameters:
  ///   - place: The name of the file, for messages.
  ///   - series: The series to read of a table with a column `name`; nil when it holds one.
  public init(_ bytes: [UInt8], place: String, series: String? = nil) throws(HistoryError) {
    let table: SeparatedValues
    do throws(TableError) {
      table = try SeparatedValues(bytes, largestRowCount: Self.largestRowCount, example: "commit,value")
    } catch {
      throw HistoryError(.badInput, place, error.problem, remedy: error.remedy)
    }
    guard let first = table.rows.first else { return }
    let header = Self.header(first)
    let columns = header ?? Columns(commit: first.fields.count > 1 ? 0 : nil, value: first.fields.count > 1 ? 1 : 0, count: first.fields.count)
    if header == nil, columns.count > 2 {
      throw Self.error(place, first, "has \(columns.count) fields", "give one value a row or commit,value, or a header with these names")
    }
    var found: String?
    for row in table.rows.dropFirst(header == nil ? 0 : 1) {
      if let name = columns.name, name < row.fields.count {
        if let series, row.fields[name] != series { continue }
        guard found == nil || found == row.fields[name] else {
          throw Self.error(place, row, "begins another series, `\(row.fields[name])`", "name the one you mean with --metric")
        }
        found = row.fields[name]
      }
      try add(row, columns, place)
    }
    guard series == nil || found != nil else {
      throw HistoryError(.badInput, place, "the table has no series `\(series ?? "")`", remedy: "its column `name` must hold it")
    }
  }

  private mutating func add(_ row: SeparatedValues.Row, _ columns: Columns, _ place: String) throws(HistoryError) {
    guard row.fields.count == columns.count else {
      let wanted = columns.count == 1 ? "1 field" : "\(columns.count) fields"
      throw Self.error(place, row, "has \(row.fields.count) fields instead of \(wanted)", "mend or remove the row")
    }
    let text = row.fields[columns.value]
    guard let value = Double(text), value.isFinite else {
      throw Self.error(place, row, text.isEmpty ? "has no value" : "has `\(text.prefix(40))` where a number has to stand", "mend or remove the row")
    }
    values.append(value)
    commits.append(columns.commit.map { row.fields[$0] } ?? "")
    dates.append(columns.date.flatMap { Double(row.fields[$0]) }.flatMap { $0.isFinite ? $0 : nil } ?? 0)
    titles.append(columns.title.map { row.fields[$0] } ?? "")
  }

  /// The columns a header names; nil for a row of numbers.
  private static func header(_ row: SeparatedValues.Row) -> Columns? {
    let names = row.fields.map { $0.lowercased() }
    let value = names.firstIndex(of: "value") ?? names.count - 1
    // A value with a typing error is no header: it begins as a number does.
    guard let first = names[value].unicodeScalars.first, !"0123456789+-.".unicodeScalars.contains(first), Double(names[value]) == nil else {
      return nil
    }
    let commit = ["commit", "revision", "hash"].lazy.compactMap { names.firstIndex(of: $0) }.first ?? (names.count == 2 ? 1 - value : nil)
    return Columns(
      commit: commit, value: value, name: names.firstIndex(of: "name"), date: names.firstIndex(of: "date"), title: names.firstIndex(of: "title"),
      count: names.count)
  }

  private static func error(_ place: String, _ row: SeparatedValues.Row, _ problem: String, _ remedy: String) -> HistoryError {
    HistoryError(.badInput, place, "line \(row.line) \(problem)", remedy: remedy)
  }
}
