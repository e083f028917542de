import Scaling

/// What changed between two results of `scale` as JSON for scripts. Names and units are stable; `schema` grows when they change.
public enum DifferenceJSON {
  public static func render(_ difference: ScaleDifference) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      fields(difference, &writer)
    }
    return writer.text + "\n"
  }

  static func fields(_ difference: ScaleDifference, _ writer: inout JSONWriter) {
    writer.field("verdict", difference.verdict.rawValue)
    writer.field("reason", difference.reason)
    writer.field("sentence", difference.sentence)
    writer.field("margin", precise: difference.limits.margin)
    writer.field("leastEffect", precise: difference.limits.leastEffect)
    writer.key("notes")
    writer.array { writer in for note in difference.notes { writer.value(note) } }
    metrics("metrics", difference.performance + difference.scalability, &writer)
    metrics("performance", difference.performance, &writer)
    metrics("scalability", difference.scalability, &writer)
    writer.key("functions")
    writer.array { writer in for function in difference.functions { Self.function(function, &writer) } }
  }

  private static func metrics(_ key: String, _ metrics: [ScaleDifference.Metric], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      for metric in metrics {
        writer.object { writer in
          writer.field("name", metric.name.rawValue)
          writer.field("subject", metric.subject)
          if let level = metric.level { writer.field("level", level) }
          let unit = unit(metric.name)
          writer.field("base\(unit)", metric.base)
          writer.field("head\(unit)", metric.head)
          writer.field(metric.isRelative ? "relativeChange" : "change", metric.change)
          writer.field("q", precise: metric.q)
          writer.field("statement", metric.statement.rawValue)
          writer.field("deciding", metric.isDeciding)
          writer.field("note", metric.note)
        }
      }
    }
  }

  /// The unit of a metric, which is part of its keys: `baseNanoseconds`, `basePerSecond`. Shares have none.
  private static func unit(_ name: ScaleDifference.Metric.Name) -> String {
    switch name {
    case .cpuPerRequest, .cycleTime: "Nanoseconds"
    case .throughput, .maximum: "PerSecond"
    case .knee: "Clients"
    case .efficiency, .lostEfficiency: ""
    }
  }

  private static func function(_ function: ScaleDifference.FunctionChange, _ writer: inout JSONWriter) {
    writer.object { writer in
      ScaleJSON.place(function.frame, &writer)
      writer.field("state", function.state.rawValue)
      writer.field("baseNanoseconds", precise: function.base)
      writer.field("headNanoseconds", precise: function.head)
      writer.field("changeNanoseconds", precise: function.change)
    }
  }
}
