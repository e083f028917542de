import Regression
import Reports
import Statistics

/// A comparison as plain text and JSON.
enum PlainComparison {
  static func text(_ comparison: Comparison, limit: Int) -> String {
    var text = "\(comparison.verdict.rawValue): \(comparison.sentence)\n\(comparison.reason)\n\n"
    for item in comparison.trust { text += "\(item.level): \(item.text)\n" }
    for metric in comparison.metrics {
      text += "\(metric.name.rawValue) \(metric.subject)\t\(metric.base.value) -> \(metric.head.value)"
      text += "\t\(percent(metric.change))\tp \(metric.p) q \(metric.q)\t\(metric.statement.rawValue) \(metric.note)\n"
    }
    for function in comparison.functions.prefix(limit) {
      text += "\(function.statement.rawValue)\t\(function.base.value) -> \(function.head.value)"
      text += "\t\(function.change.map(percent) ?? function.match.rawValue)\tq \(function.q)\tmde \(function.minimumDetectableEffect ?? .nan)"
      text += "\t\(function.function) \(function.file):\(function.line) \(function.movedWithin) \(function.movedFrom)\n"
    }
    for note in comparison.notes { text += "\(note)\n" }
    return text
  }

  private static func percent(_ interval: Interval) -> String {
    [interval.value, interval.low, interval.high].map { "\(($0 * 1000).rounded() / 10) %" }.joined(separator: " ")
  }

  static func json(_ comparison: Comparison) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.field("verdict", comparison.verdict.rawValue)
      writer.field("sentence", comparison.sentence)
      writer.field("reason", comparison.reason)
      writer.key("functions")
      writer.array { writer in
        for function in comparison.functions where function.statement != .noDifference && function.statement != .cannotTell {
          writer.object { writer in
            writer.field("name", function.function)
            writer.field("statement", function.statement.rawValue)
          }
        }
      }
    }
    return writer.text + "\n"
  }
}
