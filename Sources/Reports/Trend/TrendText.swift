import Statistics

/// A trend at a terminal: a small plot of each series, its changes, and what may have made them.
public enum TrendText {
  /// - Parameters:
  ///   - limit: Series that are shown, those with changes first.
  ///   - width: Columns of the terminal.
  public static func render(_ report: TrendReport, limit: Int, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    page.paragraph(report.sentence, style: .bold)
    let facts = [report.benchmark, report.fingerprint, report.source].filter { !$0.isEmpty }
    if !facts.isEmpty { page.paragraph(facts.joined(separator: " · "), style: .faint) }
    for note in report.notes { page.paragraph(note, indent: "  ") }
    for series in ordered(report.series).prefix(limit) { add(series, to: &page) }
    if report.series.count > limit { page.line("… \(report.series.count - limit) more series (--limit)", style: .faint) }
    return page.text
  }

  /// Series with changes come first; else the order stays.
  static func ordered(_ series: [TrendReport.Series]) -> [TrendReport.Series] {
    series.filter { !$0.changes.isEmpty } + series.filter { $0.changes.isEmpty }
  }

  private static func add(_ series: TrendReport.Series, to page: inout TextPage) {
    let unit = TrendWords.unit(series.name)
    page.section(page.shortened(TrendWords.title(series.name), to: page.width))
    let values = series.points.map(\.value).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), let last = values.last else { return page.line("  no measurements", style: .faint) }
    let plot = TrendPlot(series, columns: min(page.width - 4, 100))
    if !series.changes.isEmpty { page.line("  " + plot.marks, style: .marked) }
    page.line("  " + plot.bars)
    let count = values.count == 1 ? "1 point" : "\(values.count) points"
    let range = low == high ? "" : ", \(TrendWords.value(low, unit)) … \(TrendWords.value(high, unit))"
    page.paragraph("\(count)\(range), last \(TrendWords.value(last, unit))", style: .faint, indent: "  ")
    guard !series.changes.isEmpty else { return }
    TrendTables.changes(series).add(to: &page)
    for change in series.changes where !change.functions.isEmpty || !change.suspects.isEmpty {
      page.line("  at \(TrendWords.commit(series, change.index)):", style: .faint)
      if !change.functions.isEmpty { TrendTables.functions(change).add(to: &page) }
      if !change.suspects.isEmpty { TrendTables.suspects(change).add(to: &page) }
    }
  }
}
