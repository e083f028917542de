import Scaling
import Statistics

/// The curve as text: the levels with what was measured, every model that was tried, and what is refused.
enum CurveText {
  /// Levels shown in full; of more, the first and the last.
  private static let levelLimit = 40

  /// - Parameter showsLevels: False where the report has a table of levels of its own.
  static func add(_ report: CurveReport, showsLevels: Bool = true, to page: inout TextPage) {
    if showsLevels { levels(report, &page) }
    models(report, &page)
    refusals(report.refused, &page)
  }

  /// N, X with its interval, and efficiency.
  private static func levels(_ report: CurveReport, _ page: inout TextPage) {
    guard !report.levels.isEmpty else { return }
    let model = report.selectedModel
    page.section("levels")
    let heading = "           N   runs   requests/s          95 % interval   efficiency" + (model.map { "  " + $0.name.leftPadded(10) } ?? "")
    page.line(heading, style: .faint)
    let count = report.levels.count
    for index in report.levels.indices {
      if count > levelLimit, index >= levelLimit / 2, index < count - levelLimit / 2 {
        if index == levelLimit / 2 { page.line("           … \(count - levelLimit) more (--json shows all)", style: .faint) }
        continue
      }
      let throughput = report.throughput[index]
      let runs = index < report.repetitions.count ? report.repetitions[index] : 1
      var line = ScaleNumber.text(report.levels[index]).leftPadded(12) + String(runs).leftPadded(7)
      line += ScaleNumber.text(throughput.value).leftPadded(13) + (runs > 1 ? range(throughput) : "–").leftPadded(23)
      line += (report.efficiency(at: index).map(ScaleNumber.percent) ?? "–").leftPadded(13)
      if let model, index < model.fitted.count { line += "  " + ScaleNumber.text(model.fitted[index]).leftPadded(10) }
      page.line(line)
    }
    if let first = report.levels.first, first != 1 {
      page.line("    efficiency: X/N against that of N = \(ScaleNumber.text(first)), the lowest level", style: .faint)
    }
  }

  private static func models(_ report: CurveReport, _ page: inout TextPage) {
    guard !report.models.isEmpty else { return }
    page.section("models of the curve (shapes, not causes)")
    page.line("    name          ΔAICc     off    off unseen   peak or limit, coefficients (95 % interval)", style: .faint)
    for model in report.models {
      var line = model.name == report.selected ? "  * " : "    "
      line += model.name.padding(10)
      line += (model.deltaAICc.map { ScaleNumber.text(($0 * 10).rounded() / 10) } ?? "–").leftPadded(9)
      line += ScaleNumber.percent(model.relativeError).leftPadded(9)
      line += (model.leaveOneOutError.map(ScaleNumber.percent) ?? "–").leftPadded(13) + "   " + outlook(model)
      page.line(line, style: model.name == report.selected ? .marked : .plain)
      let coefficients = model.coefficients.map { "\($0.name) \(ScaleNumber.text($0.interval.value)) (\(range($0.interval)))" }
      page.paragraph(coefficients.joined(separator: ", "), indent: "        ")
    }
    page.line("    off: root mean square from the levels; off unseen: from levels that were left out of the fit", style: .faint)
    for loss in Dictionary(grouping: report.models, by: \.loss).sorted(by: { $0.key > $1.key }) {
      page.paragraph("\(loss.value.map(\.name).joined(separator: ", ")): \(loss.key)", style: .faint, indent: "    ")
    }
    if let probability = report.probabilityBetaIsZero {
      page.line("    probability that β of usl is 0: \(ScaleNumber.percent(probability))")
    }
  }

  private static func outlook(_ model: CurveReport.Model) -> String {
    if let peak = model.peak { return "peak \(ScaleNumber.text(peak.throughput)) at N = \(ScaleNumber.text((peak.level * 10).rounded() / 10))" }
    return model.limit.map { "limit \(ScaleNumber.text($0))" } ?? "–"
  }

  static func refusals(_ refused: [CurveReport.Refusal], _ page: inout TextPage) {
    guard !refused.isEmpty else { return }
    page.section("not claimed")
    for refusal in refused { page.paragraph("\(refusal.rule): \(refusal.reason)", indent: "    ") }
  }

  static func range(_ interval: Interval) -> String { "\(ScaleNumber.text(interval.low)) to \(ScaleNumber.text(interval.high))" }
}

extension String {
  /// The string with spaces after it up to `width` characters.
  fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
