/// A trend as Markdown, for a comment or a page of a wiki.
public enum TrendMarkdown {
  /// - Parameter limit: Series that are shown, those with changes first.
  public static func render(_ report: TrendReport, limit: Int) -> String {
    var text = "### \(MarkdownReport.escaped(report.sentence))\n\n"
    let facts = [report.benchmark, report.fingerprint, report.source].filter { !$0.isEmpty }
    if !facts.isEmpty { text += MarkdownReport.escaped(facts.joined(separator: " · ")) + "\n\n" }
    for note in report.notes { text += "- \(MarkdownReport.escaped(note))\n" }
    if !report.notes.isEmpty { text += "\n" }
    for series in TrendText.ordered(report.series).prefix(limit) {
      text += "#### \(MarkdownReport.escaped(TrendWords.title(series.name)))\n\n"
      if !series.points.isEmpty { text += MarkdownReport.code(TrendPlot(series, columns: 80).bars) + "\n\n" }
      guard !series.changes.isEmpty else {
        text += "\(series.points.count) points, no change of level.\n\n"
        continue
      }
      text += TrendTables.changes(series).markdown() + "\n"
      for change in series.changes {
        let title = "At \(MarkdownReport.code(TrendWords.commit(series, change.index))):\n\n"
        if !change.functions.isEmpty { text += title + TrendTables.functions(change).markdown() + "\n" }
        if !change.suspects.isEmpty { text += (change.functions.isEmpty ? title : "") + TrendTables.suspects(change).markdown() + "\n" }
      }
    }
    if report.series.count > limit { text += "\(report.series.count - limit) more series are not shown.\n" }
    return text
  }
}
