import Scaling

/// What changed between two results of `scale`, as text and as Markdown.
public enum DifferenceReport {
  /// - Parameters:
  ///   - limit: Rows of the table of functions.
  ///   - width: Columns of the terminal.
  public static func text(_ difference: ScaleDifference, limit: Int, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    page.title(difference.sentence)
    if difference.reason != difference.sentence { page.title("\(difference.verdict.rawValue): \(difference.reason)") }
    add(difference, limit: limit, to: &page)
    return page.text
  }

  /// The notes and the tables, below a heading of its own.
  static func add(_ difference: ScaleDifference, limit: Int, to page: inout TextPage) {
    for note in difference.notes { page.paragraph("note: \(note)", style: .marked) }
    for (name, metrics) in groups(difference) where !metrics.isEmpty {
      page.section(name)
      DifferenceTables.metrics(metrics).add(to: &page)
    }
    for line in ceilings(difference) { page.paragraph(line, indent: "  ") }
    let functions = DifferenceTables.functions(difference.functions)
    if !functions.rows.isEmpty {
      page.section("functions by what changed at N=1")
      functions.add(to: &page, limit: limit)
    }
    if !difference.performance.isEmpty {
      page.section("method")
      page.paragraph(method(difference), style: .faint, indent: "  ")
    }
  }

  /// - Parameter limit: Rows of the table of functions.
  public static func markdown(_ difference: ScaleDifference, limit: Int) -> String {
    var text = "### \(MarkdownReport.escaped(difference.sentence))\n"
    if difference.reason != difference.sentence {
      text += "\n**\(MarkdownReport.escaped(difference.verdict.rawValue))**: \(MarkdownReport.escaped(difference.reason))\n"
    }
    return text + tables(difference, limit: limit)
  }

  /// The notes and the tables, below a heading of its own.
  ///
  /// - Parameter prose: Makes text harmless where it is no code.
  static func tables(_ difference: ScaleDifference, limit: Int, prose: (String) -> String = MarkdownReport.escaped) -> String {
    var text = ""
    for note in difference.notes { text += "\n> \(prose(note))\n" }
    for (name, metrics) in groups(difference) where !metrics.isEmpty {
      text += "\n#### \(name)\n\n\(DifferenceTables.metrics(metrics).markdown(prose: prose))"
      for metric in metrics where !metric.note.isEmpty {
        text += "\n\(prose("\(ScaleDifference.title(metric)): \(metric.note)"))\n"
      }
    }
    for line in ceilings(difference) { text += "\n\(prose(line))\n" }
    let functions = DifferenceTables.functions(difference.functions)
    if !functions.rows.isEmpty { text += "\n#### functions by what changed at N=1\n\n\(functions.markdown(limit: limit, prose: prose))" }
    if !difference.performance.isEmpty { text += "\n\(prose(method(difference)))\n" }
    return text
  }

  private static func groups(_ difference: ScaleDifference) -> [(String, [ScaleDifference.Metric])] {
    [("performance: what a request costs at N=1", difference.performance), ("scalability: how that moves with load", difference.scalability)]
  }

  private static func ceilings(_ difference: ScaleDifference) -> [String] {
    let text = { (ceiling: Ceiling) in
      ScaleTables.name(ceiling) + (ceiling.maximum.map { ", \(Quantity.number($0.value)) req/s" } ?? "")
    }
    return difference.appearedCeilings.map { "only the head has a ceiling for the \(text($0))" }
      + difference.vanishedCeilings.map { "only the base has a ceiling for the \(text($0))" }
  }

  static func method(_ difference: ScaleDifference) -> String {
    let limits = difference.limits
    return "Intervals of both results are combined by the normal approximation. WORSE and better: significant at 5 % after Benjamini-Hochberg "
      + "over all metrics, and \(Quantity.percent(limits.margin)) at least (CPU per request: \(Quantity.percent(limits.leastEffect))); no difference "
      + "shown: \(Quantity.percent(limits.margin)) or more is excluded at 95 %."
  }
}
