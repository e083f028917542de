import Scaling
import Statistics

/// Growth as text: what each size costs, and how the request and its functions grow.
enum GrowthText {
  /// - Parameter limit: Rows of functions.
  static func add(_ report: GrowthReport, limit: Int = 20, to page: inout TextPage) {
    guard !report.sizes.isEmpty else { return CurveText.refusals(report.refused, &page) }
    if report.cost.count == report.sizes.count {
      page.section("sizes")
      let unit = report.unit == "cost" ? "cost" : "cost, µs"
      page.line("        size" + unit.leftPadded(14) + "          95 % interval", style: .faint)
      for (size, cost) in zip(report.sizes, report.cost) {
        let shown = cost.scaled(by: factor(report))
        page.line(
          ScaleNumber.text(size).leftPadded(12) + ScaleNumber.text(shown.value).leftPadded(14)
            + (shown.low < shown.high ? CurveText.range(shown) : "–").leftPadded(23))
      }
    }
    page.section("growth with size")
    let far = ScaleNumber.text((report.sizes.last ?? 0) * 10)
    page.line("    share at \(far.leftPadded(8))   cost there   exponent (95 % interval)   class", style: .faint)
    for row in report.rows.prefix(limit) {
      var line = ScaleNumber.percent(row.shareAtTenTimes).leftPadded(21)
      line += ScaleNumber.text(row.atTenTimes.value * factor(report)).leftPadded(13)
      line += "\(ScaleNumber.text((row.exponent.value * 100).rounded() / 100)) (\(hundredths(row.exponent)))".leftPadded(27)
      line += "   " + (row.model ?? row.alternatives.joined(separator: " or "))
      page.line(line + "   " + page.shortened(name(row.frame), to: max(20, page.width - line.count - 3)))
    }
    let left = report.rows.count - limit
    if left > 0 { page.line("    … \(left) more (--json shows all)", style: .faint) }
    CurveText.refusals(report.refused, &page)
  }

  private static func name(_ frame: FrameName?) -> String {
    guard let frame else { return "the whole request" }
    guard let file = frame.file.split(separator: "/").last else { return frame.function }
    return "\(frame.function)  \(file)" + (frame.line > 0 ? ":\(frame.line)" : "")
  }

  private static func factor(_ report: GrowthReport) -> Double { report.unit == "nanoseconds" ? 1e-3 : 1 }

  private static func hundredths(_ interval: Interval) -> String {
    CurveText.range(Interval(interval.value, low: (interval.low * 100).rounded() / 100, high: (interval.high * 100).rounded() / 100))
  }
}
