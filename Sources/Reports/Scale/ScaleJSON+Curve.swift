import Scaling
import Statistics

extension ScaleJSON {
  /// `{"value", "low", "high"}`.
  static func interval(_ name: String, _ interval: Interval, _ writer: inout JSONWriter) {
    writer.key(name)
    writer.object { ends(interval, &$0) }
  }

  private static func ends(_ interval: Interval, _ writer: inout JSONWriter) {
    writer.field("value", precise: interval.value)
    writer.field("low", precise: interval.low)
    writer.field("high", precise: interval.high)
  }

  /// The field `levels[]` of a curve that was not measured here: what the points tell.
  static func levels(_ report: CurveReport, _ writer: inout JSONWriter) {
    list("levels", Array(report.levels.indices), &writer) { index, writer in
      writer.field("level", precise: report.levels[index])
      if index < report.repetitions.count { writer.field("repetitions", report.repetitions[index]) }
      interval("throughputPerSecond", report.throughput[index], &writer)
      writer.field("efficiency", precise: report.efficiency(at: index))
    }
  }

  /// The field `curve`.
  static func curve(_ report: CurveReport, _ writer: inout JSONWriter) {
    writer.key("curve")
    writer.object { writer in
      list("points", Array(report.levels.indices), &writer) { index, writer in
        writer.field("level", precise: report.levels[index])
        if index < report.repetitions.count { writer.field("repetitions", report.repetitions[index]) }
        interval("throughputPerSecond", report.throughput[index], &writer)
      }
      list("models", report.models, &writer, model)
      writer.key("selected")
      if let selected = report.selected { writer.value(selected) } else { writer.value(precise: nil) }
      writer.field("probabilityBetaIsZero", precise: report.probabilityBetaIsZero)
      refused("refused", report.refused, &writer)
    }
  }

  private static func model(_ model: CurveReport.Model, _ writer: inout JSONWriter) {
    writer.field("name", model.name)
    writer.field("loss", model.loss)
    writer.key("coefficients")
    writer.object { writer in
      for coefficient in model.coefficients {
        writer.key(coefficient.name)
        writer.object { writer in
          ends(coefficient.interval, &writer)
          writer.field("standardError", precise: coefficient.standardError)
        }
      }
    }
    writer.key("peak")
    if let peak = model.peak {
      writer.object { writer in
        writer.field("level", precise: peak.level)
        writer.field("throughputPerSecond", precise: peak.throughput)
      }
    } else {
      writer.value(precise: nil)
    }
    writer.field("limitPerSecond", precise: model.limit)
    writer.field("relativeError", precise: model.relativeError)
    writer.field("deltaAICc", precise: model.deltaAICc)
    writer.field("leaveOneOutError", precise: model.leaveOneOutError)
    writer.key("fittedPerSecond")
    writer.array { writer in for value in model.fitted { writer.value(precise: value) } }
  }

  static func refused(_ name: String, _ refusals: [CurveReport.Refusal], _ writer: inout JSONWriter) {
    list(name, refusals, &writer) { refusal, writer in
      writer.field("rule", refusal.rule)
      writer.field("reason", refusal.reason)
    }
  }

  static func list<Element>(
    _ name: String, _ elements: [Element], _ writer: inout JSONWriter, _ body: (Element, inout JSONWriter) -> Void
  ) {
    writer.key(name)
    writer.array { writer in
      for element in elements { writer.object { writer in body(element, &writer) } }
    }
  }
}
