import Regression
import Scaling

/// What a pipeline is told of a comparison, worst first.
enum Findings {
  /// Scalars of a name in a message.
  private static let nameLimit = 300

  /// - Complexity: O(n log n) for n functions.
  static func all(_ comparison: Comparison) -> [Finding] {
    var findings = comparison.metrics.compactMap { metric($0, comparison) }
    findings += comparison.functions.compactMap { function($0, comparison) }
    if let scale = comparison.scale {
      // Those of performance may be among the metrics already.
      if comparison.metrics.isEmpty { findings += self.scale(scale.performance, .performanceRegression, comparison) }
      findings += self.scale(scale.scalability, .scalabilityRegression, comparison)
    }
    findings.sort { ($0.level.rawValue, -$0.size, $0.key) < ($1.level.rawValue, -$1.size, $1.key) }
    // Two functions of one name in one file, as generic ones have them: both are told.
    var seen: [String: Int] = [:]
    for index in findings.indices {
      let number = seen[findings[index].key, default: 0] + 1
      seen[findings[index].key] = number
      if number > 1 { findings[index].key += "\n\(number)" }
    }
    return findings
  }

  /// Only what the verdict rests on is an error: where it is inconclusive, nothing is.
  private static func level(_ comparison: Comparison) -> Finding.Level { comparison.verdict == .regression ? .error : .warning }

  private static func metric(_ metric: Comparison.MetricChange, _ comparison: Comparison) -> Finding? {
    guard metric.statement == .worse || metric.statement == .unconfirmed else { return nil }
    let name = ComparisonWords.short(ComparisonWords.title(metric, per: comparison.unit), to: nameLimit)
    let interval = metric.isExact ? "exact" : "95 % \(ComparisonWords.interval(metric.change)), q \(ComparisonWords.q(metric.q))"
    var message = "\(name): \(Quantity.signedPercent(metric.change.value)) (\(interval)), "
    message += "\(ComparisonWords.value(metric.base.value, metric.unit)) → \(ComparisonWords.value(metric.head.value, metric.unit))"
    if metric.statement == .unconfirmed { message += "; \(ComparisonWords.meaning(.unconfirmed))" }
    return Finding(
      rule: .of(metric.aspect),
      level: metric.statement == .worse ? level(comparison) : .warning, name: name, message: TextPage.printable(message),
      key: ["total", metric.name.rawValue, metric.subject].joined(separator: "\n"),
      // Totals stand before functions, however large those are.
      size: 1e18 * (1 + max(0, min(1000, metric.change.value))), change: metric.change.value)
  }

  private static func function(_ function: Comparison.FunctionChange, _ comparison: Comparison) -> Finding? {
    let isNew = function.match == .new
    let (rule, level): (Finding.Rule, Finding.Level)
    switch function.statement {
    case .worse: (rule, level) = (.of(function.aspect), self.level(comparison))
    case .unconfirmed: (rule, level) = (.of(function.aspect), .warning)
    case .moved: (rule, level) = (.moved, .note)
    default:
      guard isNew, function.share >= comparison.limits.leastShare else { return nil }
      (rule, level) = (.new, .note)
    }
    let file = function.file.split(separator: "/").last.map(String.init) ?? ""
    let size = function.difference.value
    return Finding(
      rule: rule, level: level, name: ComparisonWords.short(function.function, to: nameLimit), message: message(function, comparison),
      file: function.file, line: max(0, function.line), key: ["function", function.module, function.function, file].joined(separator: "\n"),
      size: size.isFinite ? size : 0, change: function.change?.value)
  }

  static func message(_ function: Comparison.FunctionChange, _ comparison: Comparison) -> String {
    let name = ComparisonWords.short(function.function, to: nameLimit)
    let unit = comparison.unit.rawValue
    let share = Quantity.percent(function.share)
    var message: String
    if let change = function.change {
      let amount = Quantity.percent(abs(change.value))
      let seems = function.statement == .unconfirmed ? "seems" : "got"
      message = "\(name) \(seems) \(amount) \(change.value < 0 ? "faster" : "slower") (95 % \(ComparisonWords.interval(change)), "
      message += "q \(ComparisonWords.q(function.q))): \(Quantity.microseconds(function.base.value)) → "
      message += "\(Quantity.microseconds(function.head.value)) µs per \(unit), \(share) of a \(unit)"
    } else if function.match == .gone {
      message = "\(name) is gone and cost \(Quantity.microseconds(function.base.value)) µs per \(unit), \(share) of a \(unit)"
    } else {
      message = "\(name) is new and costs \(Quantity.microseconds(function.head.value)) µs per \(unit), \(share) of a \(unit)"
    }
    let origin = ComparisonWords.short(ComparisonWords.origin(function), to: nameLimit)
    if !origin.isEmpty { message += "; \(origin)" }
    if function.statement == .unconfirmed {
      message += function.mayHaveMoved ? "; \(ComparisonWords.short(function.note, to: nameLimit))" : "; fresh pairs did not confirm it"
    }
    return TextPage.printable(message)
  }

  private static func scale(_ metrics: [ScaleDifference.Metric], _ rule: Finding.Rule, _ comparison: Comparison) -> [Finding] {
    metrics.filter { $0.isDeciding && $0.statement == .worse }.map { metric in
      let name = ComparisonWords.short(ScaleDifference.title(metric), to: nameLimit)
      let change = metric.isRelative ? Quantity.signedPercent(metric.change.value) : Quantity.signed(metric.change.value)
      return Finding(
        rule: rule, level: level(comparison), name: name, message: TextPage.printable("\(name): \(change)"),
        key: ["scale", metric.name.rawValue, metric.subject, metric.level.map { String($0) } ?? ""].joined(separator: "\n"),
        size: 1e18 * (1 + min(1000, abs(metric.change.value))), change: metric.isRelative ? metric.change.value : nil)
    }
  }
}
