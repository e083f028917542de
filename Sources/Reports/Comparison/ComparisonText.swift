import Regression
import Scaling

/// What changed as text for a terminal and for the log of a pipeline: the verdict first, then the sentence, why, what cannot be believed, the tables.
public enum ComparisonText {
  /// - Parameters:
  ///   - limit: Rows of the table of functions.
  ///   - width: Columns of the terminal.
  public static func render(_ comparison: Comparison, limit: Int, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    page.line(ComparisonWords.title(comparison.verdict), style: style(comparison.verdict))
    page.title(ComparisonWords.sentence(comparison))
    if !comparison.reason.isEmpty, comparison.reason != comparison.sentence { page.paragraph(comparison.reason) }
    for aspect in comparison.aspects {
      page.paragraph("\(ComparisonWords.title(aspect.aspect)): \(ComparisonWords.title(aspect.verdict)). \(aspect.sentence)", indent: "  ")
    }
    ScaleText.trust(ComparisonWords.doubts(comparison), &page)
    if !comparison.notes.isEmpty { page.section("notes") }
    for note in comparison.notes { page.paragraph(note, style: .marked, indent: "  ") }
    sides(comparison, &page)
    metrics(comparison, &page)
    functions(comparison, limit, &page)
    if let scale = comparison.scale { DifferenceReport.add(scale, limit: limit, to: &page) }
    if !comparison.metrics.isEmpty || !comparison.functions.isEmpty {
      page.section("method")
      page.paragraph(ComparisonWords.method(comparison), style: .faint, indent: "  ")
    }
    return page.text
  }

  private static func style(_ verdict: Verdict) -> TextPage.Style {
    switch verdict {
    case .pass: .good
    case .regression: .bad
    case .inconclusive: .doubtful
    }
  }

  private static func sides(_ comparison: Comparison, _ page: inout TextPage) {
    guard comparison.base != Comparison.Subject() || comparison.head != Comparison.Subject() else { return }
    page.section("compared")
    for (name, subject) in [("base", comparison.base), ("head", comparison.head)] {
      page.paragraph("\(name)  \(ComparisonWords.subject(subject)): \(ComparisonWords.size(subject))", indent: "  ")
    }
    for failure in comparison.design?.failures.prefix(5) ?? [] { page.paragraph("failed: \(failure)", style: .marked, indent: "  ") }
  }

  private static func metrics(_ comparison: Comparison, _ page: inout TextPage) {
    var table = ComparisonTables.metrics(comparison)
    guard !table.rows.isEmpty else { return }
    page.section("totals, per \(comparison.unit.rawValue)")
    if page.width < 100 { table.drop("MDE") }
    if page.width < 90 { table.drop("base", "head") }
    table.dropEmptyColumns()
    table.add(to: &page)
  }

  private static func functions(_ comparison: Comparison, _ limit: Int, _ page: inout TextPage) {
    var table = ComparisonTables.functions(comparison.functions.prefix(max(0, limit)))
    guard !table.rows.isEmpty else { return }
    page.section("functions, their own CPU time per \(comparison.unit.rawValue)")
    if page.width < 130 { table.drop("base µs", "head µs") }
    if page.width < 100 { table.drop("MDE", "share") }
    if page.width < 80 { table.drop("place") }
    table.dropEmptyColumns()
    table.add(to: &page)
    let left = comparison.functions.count - table.rows.count
    if left > 0 { page.line("  … \(left) more (--limit)", style: .faint) }
  }
}
