import Profiles
import Regression
import Scaling
import Statistics

/// What the page of a comparison draws, as JSON: source frames once, everything else refers to them by number. Times are nanoseconds per unit.
enum ComparisonPageData {
  static func json(_ comparison: Comparison, toolVersion: String) -> [UInt8] {
    var names = PageNames()
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("verdict", comparison.verdict.rawValue)
      writer.field("sentence", ComparisonWords.sentence(comparison))
      writer.field("reason", comparison.reason == comparison.sentence ? "" : comparison.reason)
      writer.field("unit", comparison.unit.rawValue)
      writer.exact("threshold", comparison.limits.threshold)
      writer.field("method", ComparisonWords.method(comparison))
      writer.field("tool", toolVersion.isEmpty ? "" : "headroom \(toolVersion)")
      writer.list("aspects", comparison.aspects) { aspect, writer in
        writer.field("name", aspect.aspect.rawValue)
        writer.field("verdict", aspect.verdict.rawValue)
        writer.field("sentence", aspect.sentence)
      }
      subject("base", comparison.base, &writer)
      subject("head", comparison.head, &writer)
      writer.list("trust", comparison.trust) { item, writer in
        writer.field("name", item.name)
        writer.field("status", item.status.rawValue)
        writer.field("text", item.text)
      }
      writer.field("notes", comparison.notes + (comparison.design?.failures.map { "failed: \($0)" } ?? []))
      writer.list("statements", Comparison.Statement.allCases) { statement, writer in
        writer.field("name", statement.rawValue)
        writer.field("title", ComparisonWords.word(statement))
        writer.field("meaning", ComparisonWords.meaning(statement))
      }
      writer.list("metrics", comparison.metrics) { metric($0, comparison.unit, &$1) }
      writer.list("functions", comparison.functions) { function($0, &names, &$1) }
      if let tree = comparison.tree { ComparisonPageTree(tree).write(&names, &writer) }
      names.write(&writer)
      // Words that only the page of `scale` has.
      writer.list("classes", [Int]()) { _, _ in }
      writer.list("states", [Int]()) { _, _ in }
    }
    return writer.utf8
  }

  private static func subject(_ key: String, _ subject: Comparison.Subject, _ writer: inout JSONWriter) {
    let environment = subject.environment
    let facts = [
      ("commit", subject.commit), ("title", subject.title), ("runs", subject.runs > 0 ? ComparisonWords.size(subject) : ""),
      ("processor", environment.cpuModel), ("kernel", environment.kernel), ("toolchain", environment.toolchain),
      (
        "collector",
        [environment.collector, environment.frequency > 0 ? "\(environment.frequency) Hz" : ""].filter { !$0.isEmpty }.joined(separator: ", ")
      ),
      ("tool", environment.toolVersion),
    ]
    writer.key(key)
    writer.object { writer in
      writer.field("name", subject.name.isEmpty ? key : subject.name)
      writer.list("facts", facts.filter { !$0.1.isEmpty }) { fact, writer in
        writer.field("name", fact.0)
        writer.field("text", fact.1)
      }
    }
  }

  private static func metric(_ metric: Comparison.MetricChange, _ unit: Comparison.CostUnit, _ writer: inout JSONWriter) {
    writer.field("title", ComparisonWords.title(metric, per: unit))
    writer.field("aspect", metric.aspect.rawValue)
    writer.field("unit", metric.unit.rawValue)
    writer.interval("base", metric.base)
    writer.interval("head", metric.head)
    writer.interval("change", metric.change)
    writer.exact("q", metric.q)
    writer.field("mde", precise: metric.minimumDetectableEffect)
    writer.field("statement", metric.statement.rawValue)
    writer.field("isTotal", metric.isTotal)
    writer.field("isExact", metric.isExact)
    if !metric.note.isEmpty { writer.field("note", metric.note) }
  }

  private static func function(_ function: Comparison.FunctionChange, _ names: inout PageNames, _ writer: inout JSONWriter) {
    writer.field("frame", names.index(of: ViewFrame(name: function.function, file: function.file, line: function.line)))
    writer.field("module", function.module)
    writer.field("match", function.match.rawValue)
    writer.interval("base", function.base)
    writer.interval("head", function.head)
    writer.exact("difference", function.difference.value)
    if let change = function.change { writer.interval("change", change) }
    writer.exact("share", function.share)
    writer.exact("q", function.q)
    writer.field("mde", precise: function.minimumDetectableEffect)
    writer.field("statement", function.statement.rawValue)
    let origin = ComparisonWords.origin(function)
    if !origin.isEmpty { writer.field("origin", origin) }
  }
}
