/// A table that is shown as text and as Markdown.
struct ReportTable {
  enum Kind {
    /// At the right of its column.
    case number
    /// At the left; never shortened.
    case word
    /// At the left; loses its middle where room is short. `code` is code in Markdown.
    case text, code
    /// Drawn with characters; only in text.
    case bar
  }

  struct Column {
    var title: String
    var kind: Kind
  }

  struct Row {
    var cells: [String]
    /// A line below the row, under its last name; only in text.
    var below = ""
  }

  private(set) var columns: [Column]
  private(set) var rows: [Row] = []

  init(_ columns: [(String, Kind)]) { self.columns = columns.map { Column(title: $0.0, kind: $0.1) } }

  /// - Parameter cells: As many as there are columns.
  mutating func add(_ cells: [String], below: String = "") {
    rows.append(Row(cells: cells.map(TextPage.printable), below: TextPage.printable(below)))
  }

  /// Leaves out columns in which no row has anything.
  mutating func dropEmptyColumns() {
    for index in columns.indices.reversed() where !rows.isEmpty && rows.allSatisfy({ ["", "–"].contains($0.cells[index]) }) { drop(index) }
  }

  /// Leaves out the columns with these titles.
  mutating func drop(_ titles: String...) {
    for index in columns.indices.reversed() where titles.contains(columns[index].title) { drop(index) }
  }

  private mutating func drop(_ index: Int) {
    columns.remove(at: index)
    for row in rows.indices { rows[row].cells.remove(at: index) }
  }

  // MARK: Text

  private static let indent = "  "
  /// What a column of names keeps at least.
  private static let leastRoom = 12

  func add(to page: inout TextPage, limit: Int = .max) {
    let shown = rows.prefix(limit)
    var widths = columns.indices.map { index in shown.reduce(columns[index].title.count) { max($0, $1.cells[index].count) } }
    var excess = Self.indent.count + widths.reduce(0, +) + 2 * (columns.count - 1) - page.width
    while excess > 0 {
      let flexible = columns.indices.filter { canShrink(columns[$0].kind) && widths[$0] > Self.leastRoom }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    page.line(Self.indent + line(columns.map(\.title), widths, page), style: .faint)
    let names = columns.lastIndex { canShrink($0.kind) } ?? 0
    let margin = Self.indent.count + widths[..<names].reduce(0) { $0 + $1 + 2 }
    for row in shown {
      page.line(Self.indent + line(row.cells, widths, page))
      if row.below.isEmpty { continue }
      // Under the name where there is room, else as far to the left as it takes.
      let start = max(2 * Self.indent.count, min(margin, page.width - row.below.count))
      page.line(String(repeating: " ", count: start) + page.shortened(row.below, to: page.width - start), style: .faint)
    }
    if rows.count > limit { page.line("\(Self.indent)… \(rows.count - limit) more (--limit)", style: .faint) }
  }

  private func canShrink(_ kind: Kind) -> Bool { kind == .text || kind == .code }

  private func line(_ cells: [String], _ widths: [Int], _ page: TextPage) -> String {
    columns.indices.map { index in
      let kind = columns[index].kind
      let cell = canShrink(kind) ? page.shortened(cells[index], to: widths[index]) : cells[index]
      let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
      return kind == .number ? padding + cell : cell + padding
    }.joined(separator: "  ")
  }

  // MARK: Markdown

  /// - Parameter prose: Makes text harmless where it is no code.
  func markdown(limit: Int = .max, prose: (String) -> String = MarkdownReport.escaped) -> String {
    let shown = columns.indices.filter { columns[$0].kind != .bar }
    var text = "| \(shown.map { MarkdownReport.escaped(columns[$0].title) }.joined(separator: " | ")) |\n"
    text += "|\(shown.map { columns[$0].kind == .number ? "---:" : "---" }.joined(separator: "|"))|\n"
    for row in rows.prefix(limit) {
      let cells = shown.map { index in
        let cell = row.cells[index]
        return columns[index].kind == .code && !cell.isEmpty ? MarkdownReport.code(cell) : prose(cell)
      }
      text += "| \(cells.joined(separator: " | ")) |\n"
    }
    if rows.count > limit { text += "\n\(rows.count - limit) more are not shown.\n" }
    return text
  }
}
