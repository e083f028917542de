/// A table that is shown as text and as Markdown.
struct ReportTable {
  /// How cells are aligned, and whether they may lose their middle where room is short.
  enum Kind { case number, text, code }

  struct Column {
    var title: String
    var kind: Kind
  }

  private(set) var columns: [Column]
  private(set) var rows: [[String]] = []

  init(_ columns: [(String, Kind)]) { self.columns = columns.map { Column(title: $0.0, kind: $0.1) } }

  /// - Parameter cells: As many as there are columns.
  mutating func add(_ cells: [String]) { rows.append(cells.map(TextPage.printable)) }

  /// Leaves out columns in which no row has anything.
  mutating func dropEmptyColumns() {
    for index in columns.indices.reversed() where !rows.isEmpty && rows.allSatisfy({ $0[index].isEmpty || $0[index] == "–" }) {
      columns.remove(at: index)
      for row in rows.indices { rows[row].remove(at: index) }
    }
  }

  private static let indent = "  "
  /// What a column of names keeps at least.
  private static let leastRoom = 12

  func add(to page: inout TextPage, limit: Int = .max) {
    let shown = rows.prefix(limit)
    var widths = columns.indices.map { index in shown.reduce(columns[index].title.count) { max($0, $1[index].count) } }
    var excess = Self.indent.count + widths.reduce(0, +) + 2 * (columns.count - 1) - page.width
    while excess > 0 {
      let flexible = columns.indices.filter { columns[$0].kind != .number && widths[$0] > Self.leastRoom }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    page.line(Self.indent + line(columns.map(\.title), widths, page), style: .faint)
    for row in shown { page.line(Self.indent + line(row, widths, page)) }
    if rows.count > limit { page.line("\(Self.indent)… \(rows.count - limit) more (--limit)", style: .faint) }
  }

  private func line(_ cells: [String], _ widths: [Int], _ page: TextPage) -> String {
    columns.indices.map { index in
      let cell = columns[index].kind == .number ? cells[index] : page.shortened(cells[index], to: widths[index])
      let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
      return columns[index].kind == .number ? padding + cell : cell + padding
    }.joined(separator: "  ")
  }

  func markdown(limit: Int = .max) -> String {
    var text = "| \(columns.map { MarkdownReport.escaped($0.title) }.joined(separator: " | ")) |\n"
    text += "|\(columns.map { $0.kind == .number ? "---:" : "---" }.joined(separator: "|"))|\n"
    for row in rows.prefix(limit) {
      let cells = zip(columns, row).map { column, cell in
        column.kind == .code && !cell.isEmpty ? MarkdownReport.code(cell) : MarkdownReport.escaped(cell)
      }
      text += "| \(cells.joined(separator: " | ")) |\n"
    }
    if rows.count > limit { text += "\n\(rows.count - limit) more are not shown.\n" }
    return text
  }
}
