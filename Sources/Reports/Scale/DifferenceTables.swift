import Scaling
import Statistics

/// The tables of a difference, for text and Markdown alike.
enum DifferenceTables {
  static func metrics(_ metrics: [ScaleDifference.Metric]) -> ReportTable {
    var table = ReportTable([
      ("base", .number), ("head", .number), ("change", .number), ("95 % interval", .number), ("statement", .word), ("what", .text),
    ])
    for metric in metrics {
      let change = { (value: Double) in metric.isRelative ? Quantity.signedPercent(value) : Quantity.signedPercent(value).replacingUnit() }
      table.add(
        [
          value(metric.base.value, metric.name), value(metric.head.value, metric.name), change(metric.change.value),
          metric.change.isKnown ? "\(change(metric.change.low)) … \(change(metric.change.high))" : "–", word(metric.statement), title(metric),
        ], below: metric.note)
    }
    table.dropEmptyColumns()
    return table
  }

  static func functions(_ functions: [ScaleDifference.FunctionChange]) -> ReportTable {
    var table = ReportTable([("base µs", .number), ("head µs", .number), ("Δ µs", .number), ("state", .word), ("function", .code), ("place", .text)])
    for function in functions where function.change != 0 {
      table.add([
        function.base.map(Quantity.microseconds) ?? "–", function.head.map(Quantity.microseconds) ?? "–", Quantity.signed(function.change / 1000),
        ScaleWords.short(function.state), function.frame.function, ScaleWords.place(function.frame),
      ])
    }
    return table
  }

  static func word(_ statement: ScaleDifference.Statement) -> String {
    switch statement {
    case .better: "better"
    case .worse: "WORSE"
    case .noDifference: "no difference shown"
    case .cannotTell: "cannot tell"
    }
  }

  private static func title(_ metric: ScaleDifference.Metric) -> String {
    guard metric.name == .lostEfficiency, let lossClass = LossClass(rawValue: metric.subject) else { return ScaleDifference.title(metric) }
    return "lost to \(ScaleWords.title(lossClass))\(metric.level.map { " at N=\($0)" } ?? "")"
  }

  private static func value(_ value: Double, _ name: ScaleDifference.Metric.Name) -> String {
    switch name {
    case .cpuPerRequest, .cycleTime: "\(Quantity.microseconds(value)) µs"
    case .efficiency, .lostEfficiency: Quantity.percent(value)
    case .throughput, .maximum: "\(Quantity.number(value)) req/s"
    case .knee: "N=\(Quantity.number(value))"
    }
  }
}

extension String {
  /// A difference of shares is in points, not in percent of anything.
  fileprivate func replacingUnit() -> String { hasSuffix(" %") ? "\(dropLast(2)) points" : self }
}
