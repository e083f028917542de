/// Measurements from a file: throughput by level, or cost by size. One row is one run.
public enum MeasurementTable: Sendable {
  case curve([CurvePoint])
  case growth(sizes: [Double], costs: [[Double]], unit: String)

  /// - Parameters:
  ///   - columns: The names of the columns of N and X (and R), or of size and cost, where the file has others than those known.
  public init(_ bytes: [UInt8], columns: [String]? = nil) throws(TableError) {
    let table = try SeparatedValues(bytes)
    guard let header = table.rows.first else {
      throw TableError("the table is empty", remedy: "give a header such as N,X and a row for each run")
    }
    guard table.rows.count > 1 else { throw TableError("the table has a header but no rows", remedy: "give a row for each run") }
    let names = try TableColumns(header.fields, chosen: columns)
    let rows = table.rows.dropFirst()
    switch names.kind {
    case .curve: self = .curve(try Self.points(rows, names))
    case .growth: self = try Self.growth(rows, names)
    }
  }

  /// Of N or sizes; far more than any experiment has.
  static let largestDistinctCount = 1000

  private static func checkCount(_ distinct: Int, _ column: TableColumns.Column) throws(TableError) {
    guard distinct > largestDistinctCount else { return }
    throw TableError(
      "column `\(column.name)` has more than \(largestDistinctCount) different values",
      remedy: "round them, so that runs of one level share its value")
  }

  private static func points(_ rows: ArraySlice<SeparatedValues.Row>, _ columns: TableColumns) throws(TableError) -> [CurvePoint] {
    var points: [CurvePoint] = []
    var repetitions: [Double: Int] = [:]
    for row in rows {
      let level = try number(row, columns.first, limit: 1e9)
      let throughput = try number(row, columns.second, limit: 1e18, zero: "the run completed nothing: leave its row out, or measure longer")
      var response: Double?
      // A run without a response time is a run all the same.
      if let third = columns.third, third.index < row.fields.count, !row.fields[third.index].isEmpty {
        response = try number(row, third, limit: 1e18) * third.factor
      }
      points.append(CurvePoint(level: level, throughput: throughput, repetition: repetitions[level, default: 0], response: response))
      repetitions[level, default: 0] += 1
    }
    try checkCount(repetitions.count, columns.first)
    return points
  }

  private static func growth(_ rows: ArraySlice<SeparatedValues.Row>, _ columns: TableColumns) throws(TableError) -> MeasurementTable {
    var bySize: [Double: [Double]] = [:]
    for row in rows {
      let size = try number(row, columns.first, limit: 1e18)
      let cost = try number(row, columns.second, limit: 1e18, zero: "a cost of nothing has no growth: leave its row out, or measure finer")
      bySize[size, default: []].append(cost * columns.second.factor)
    }
    try checkCount(bySize.count, columns.first)
    let sizes = bySize.keys.sorted()
    return .growth(sizes: sizes, costs: sizes.map { bySize[$0] ?? [] }, unit: columns.second.unit)
  }

  /// The number in a column of a row: more than 0, and neither so large nor so small that sums of it lose their meaning.
  private static func number(
    _ row: SeparatedValues.Row, _ column: TableColumns.Column, limit: Double, zero: String? = nil
  ) throws(TableError) -> Double {
    guard column.index < row.fields.count, !row.fields[column.index].isEmpty else {
      throw TableError("row on line \(row.line): no value in column `\(column.name)`", remedy: "fill it in, or leave the row out")
    }
    let text = row.fields[column.index]
    let shown = text.count > 40 ? text.prefix(40) + "…" : text
    guard let value = Double(text), value.isFinite, !text.lowercased().contains("x") else {
      let remedy = text.contains(",") ? "write decimals with a point and no separators of thousands" : "correct it, or leave the row out"
      throw TableError("row on line \(row.line): `\(shown)` in column `\(column.name)` is not a number", remedy: remedy)
    }
    guard value > 0 else {
      throw TableError(
        "row on line \(row.line): \(column.name) is \(shown), but has to be more than 0",
        remedy: value == 0 ? zero ?? "correct it, or leave the row out" : "correct it, or leave the row out")
    }
    guard value <= limit, value >= 1 / limit else {
      throw TableError("row on line \(row.line): \(column.name) is \(shown), which is out of range", remedy: "use another unit")
    }
    return value
  }
}
