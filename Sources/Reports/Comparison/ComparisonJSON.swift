import Profiles
import Regression
import Scaling

/// What changed as JSON for scripts: `verdict.json`. Names and units are stable; `schema` grows when they change.
///
/// The stacks of both sides are not part of it, they are drawn by the page.
public enum ComparisonJSON {
  /// Grows when a name or a unit changes.
  public static let schema = 1

  /// - Parameter toolVersion: The version of the tool that compared.
  public static func render(_ comparison: Comparison, toolVersion: String) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", schema)
      writer.field("verdict", comparison.verdict.rawValue)
      writer.field("reason", comparison.reason)
      writer.field("sentence", comparison.sentence)
      writer.list("aspects", comparison.aspects) { aspect, writer in
        writer.field("aspect", aspect.aspect.rawValue)
        writer.field("verdict", aspect.verdict.rawValue)
        writer.field("sentence", aspect.sentence)
      }
      subject("base", comparison.base, &writer)
      subject("head", comparison.head, &writer)
      writer.field("unit", comparison.unit.rawValue)
      limits(comparison.limits, &writer)
      if let design = comparison.design { self.design(design, &writer) }
      writer.list("trust", comparison.trust) { item, writer in
        writer.field("name", item.name)
        writer.field("status", item.status.rawValue)
        writer.field("text", item.text)
        if let value = item.value { writer.field("value", precise: value) }
      }
      writer.list("metrics", comparison.metrics, metric)
      writer.list("functions", comparison.functions, function)
      if let scale = comparison.scale {
        writer.key("scale")
        writer.object { DifferenceJSON.fields(scale, &$0) }
      }
      writer.field("notes", comparison.notes)
      writer.key("tool")
      writer.object { writer in
        writer.field("name", "headroom")
        writer.field("version", toolVersion)
      }
    }
    return writer.text + "\n"
  }

  private static func subject(_ key: String, _ subject: Comparison.Subject, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.object { writer in
      writer.field("name", subject.name)
      writer.field("commit", subject.commit)
      writer.field("title", subject.title)
      writer.field("runs", subject.runs)
      writer.field("samples", subject.samples)
      writer.field("requests", precise: subject.requests)
      writer.field("seconds", precise: subject.seconds)
      writer.key("environment")
      writer.object { environment(subject.environment, &$0) }
    }
  }

  /// As in the report of a profile, with the toolchain.
  private static func environment(_ environment: Environment, _ writer: inout JSONWriter) {
    writer.field("toolVersion", environment.toolVersion)
    writer.field("kernel", environment.kernel)
    writer.field("cpuModel", environment.cpuModel)
    writer.field("toolchain", environment.toolchain)
    writer.field("clock", environment.clock)
    writer.field("collector", environment.collector)
    writer.field("frequencyHertz", environment.frequency)
    writer.field("target", environment.target)
    writer.field("processID", environment.processID)
    writer.field("notes", environment.notes)
  }

  private static func limits(_ limits: Comparison.Limits, _ writer: inout JSONWriter) {
    writer.key("limits")
    writer.object { writer in
      writer.field("threshold", precise: limits.threshold)
      writer.field("leastShare", precise: limits.leastShare)
      writer.field("q", precise: limits.q)
    }
  }

  private static func design(_ design: Comparison.Design, _ writer: inout JSONWriter) {
    writer.key("design")
    writer.object { writer in
      writer.field("plannedPairs", design.plannedPairs)
      writer.field("pairs", design.pairs)
      writer.field("confirmationPairs", design.confirmationPairs)
      writer.column("looks", design.looks)
      writer.field("failures", design.failures)
      // As text: half of all 64-bit numbers are none in JavaScript.
      writer.field("seed", String(design.seed))
      writer.field("runCommand", design.runCommand)
      writer.field("buildCommand", design.buildCommand)
    }
  }

  private static func metric(_ metric: Comparison.MetricChange, _ writer: inout JSONWriter) {
    writer.field("name", metric.name.rawValue)
    writer.field("subject", metric.subject)
    writer.field("unit", metric.unit.rawValue)
    writer.field("aspect", metric.aspect.rawValue)
    let unit = suffix(metric.unit)
    writer.field("base\(unit)", metric.base)
    writer.field("head\(unit)", metric.head)
    writer.field("relativeChange", metric.change)
    writer.field("p", precise: metric.p)
    writer.field("q", precise: metric.q)
    writer.field("minimumDetectableEffect", precise: metric.minimumDetectableEffect)
    writer.field("statement", metric.statement.rawValue)
    writer.field("total", metric.isTotal)
    writer.field("exact", metric.isExact)
    writer.field("note", metric.note)
  }

  /// The unit of a metric, which is part of its keys: `baseNanoseconds`.
  static func suffix(_ unit: Comparison.MetricChange.Unit) -> String { unit.rawValue.prefix(1).uppercased() + unit.rawValue.dropFirst() }

  private static func function(_ function: Comparison.FunctionChange, _ writer: inout JSONWriter) {
    writer.field("name", function.function)
    writer.field("file", function.file)
    writer.field("line", function.line)
    writer.field("module", function.module)
    writer.field("match", function.match.rawValue)
    writer.field("baseName", function.baseFunction)
    writer.field("baseNanoseconds", function.base)
    writer.field("headNanoseconds", function.head)
    writer.field("differenceNanoseconds", function.difference)
    writer.field("relativeChange", optional: function.change)
    writer.field("share", precise: function.share)
    writer.field("baseTotalNanoseconds", precise: function.baseTotal)
    writer.field("headTotalNanoseconds", precise: function.headTotal)
    writer.field("baseSamples", function.baseSamples)
    writer.field("headSamples", function.headSamples)
    writer.field("p", precise: function.p)
    writer.field("q", precise: function.q)
    writer.field("minimumDetectableEffect", precise: function.minimumDetectableEffect)
    writer.field("statement", function.statement.rawValue)
    writer.field("movedWithin", function.movedWithin)
    writer.field("movedFrom", function.movedFrom)
    writer.field("note", function.note)
  }
}

extension JSONWriter {
  mutating func field(_ name: String, _ texts: [String]) {
    key(name)
    array { writer in for text in texts { writer.value(text) } }
  }
}
