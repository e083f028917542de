import Scaling

/// What a table of measurements from elsewhere tells, as text or JSON: the curve of throughput, or growth with size.
public enum MeasuredTableReport {
  /// - Parameters:
  ///   - result: With a sentence, trust, and either a curve or growth.
  ///   - width: Columns of the terminal.
  public static func text(_ result: ScaleResult, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    page.paragraph(result.sentence, style: .bold)
    if !result.trust.isEmpty {
      page.section("trust")
      for item in result.trust {
        let mark = item.status == .good ? "good     " : item.status == .warning ? "warning  " : "REFUSED  "
        page.paragraph(mark + item.text, indent: "    ")
      }
    }
    if let curve = result.curve { CurveText.add(curve, to: &page) }
    if let growth = result.growth { GrowthText.add(growth, to: &page) }
    return page.text
  }

  public static func json(_ result: ScaleResult) -> String { ScaleJSON.render(result) }
}
