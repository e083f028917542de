import Regression
import Statistics

/// The tables of a comparison, for text and Markdown alike.
enum ComparisonTables {
  /// - Parameter nameLimit: Scalars of a name that are kept at most.
  static func metrics(_ comparison: Comparison, nameLimit: Int = .max) -> ReportTable {
    var table = ReportTable([
      ("Δ", .number), ("95 % interval", .number), ("q", .number), ("MDE", .number), ("base", .number), ("head", .number), ("statement", .word),
      ("what", .text),
    ])
    for metric in comparison.metrics {
      table.add(
        [
          Quantity.signedPercent(metric.change.value), metric.isExact ? "exact" : ComparisonWords.interval(metric.change),
          ComparisonWords.q(metric.q), ComparisonWords.detectable(metric.minimumDetectableEffect),
          ComparisonWords.value(metric.base.value, metric.unit), ComparisonWords.value(metric.head.value, metric.unit),
          ComparisonWords.word(metric.statement),
          ComparisonWords.short(ComparisonWords.title(metric, per: comparison.unit), to: nameLimit),
        ], below: metric.note)
    }
    return table
  }

  /// - Parameters:
  ///   - inLine: Whether origin of a cost stands in a column of its own rather than below the name.
  ///   - nameLimit: Scalars of a name that are kept at most.
  static func functions(
    _ functions: some Sequence<Comparison.FunctionChange>, inLine: Bool = false, nameLimit: Int = .max
  ) -> ReportTable {
    var table = ReportTable(
      [
        ("Δ", .number), ("95 % interval", .number), ("q", .number), ("MDE", .number), ("share", .number), ("base µs", .number),
        ("head µs", .number), ("statement", .word), ("function", .code), ("place", .text),
      ] + (inLine ? [("origin", .text)] : []))
    for function in functions {
      let origin = ComparisonWords.short(ComparisonWords.origin(function), to: nameLimit)
      table.add(
        [
          ComparisonWords.change(function), ComparisonWords.interval(function.change), ComparisonWords.q(function.q),
          ComparisonWords.detectable(function.minimumDetectableEffect), Quantity.percent(function.share),
          function.match == .new ? "–" : Quantity.microseconds(function.base.value),
          function.match == .gone ? "–" : Quantity.microseconds(function.head.value), ComparisonWords.word(function.statement),
          ComparisonWords.short(function.function, to: nameLimit), ComparisonWords.short(ComparisonWords.place(function), to: nameLimit),
        ] + (inLine ? [origin] : []), below: inLine ? "" : origin)
    }
    return table
  }
}
