import Scaling

extension ScaleJSON {
  static func curve(_ curve: CurveReport, _ writer: inout JSONWriter) {
    writer.key("curve")
    writer.object { writer in
      writer.field("levels", curve.levels)
      writer.key("throughputPerSecond")
      writer.array { writer in for interval in curve.throughput { writer.value(interval) } }
      writer.key("models")
      writer.array { writer in for model in curve.models { Self.model(model, &writer) } }
      if let selected = curve.selected { writer.field("selected", selected) } else { writer.field("selected", exactly: nil) }
      writer.field("probabilityBetaIsZero", exactly: curve.probabilityBetaIsZero)
      refused(curve.refused, &writer)
    }
  }

  private static func model(_ model: CurveReport.Model, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", model.name)
      writer.field("loss", model.loss)
      writer.key("coefficients")
      writer.object { writer in
        for coefficient in model.coefficients {
          writer.key(coefficient.name)
          writer.object { writer in
            writer.field("value", exactly: coefficient.interval.value)
            writer.field("low", exactly: coefficient.interval.low)
            writer.field("high", exactly: coefficient.interval.high)
            writer.field("standardError", exactly: coefficient.standardError)
          }
        }
      }
      if let peak = model.peak {
        writer.key("peak")
        writer.object { writer in
          writer.field("level", exactly: peak.level)
          writer.field("throughputPerSecond", exactly: peak.throughput)
        }
      }
      writer.field("limitPerSecond", exactly: model.limit)
      writer.field("relativeError", exactly: model.relativeError)
      writer.field("deltaAICc", exactly: model.deltaAICc)
      writer.field("leaveOneOutError", exactly: model.leaveOneOutError)
      writer.field("fittedPerSecond", model.fitted)
    }
  }

  static func refused(_ refused: [CurveReport.Refusal], _ writer: inout JSONWriter) {
    writer.key("refused")
    writer.array { writer in
      for refusal in refused {
        writer.object { writer in
          writer.field("rule", refusal.rule)
          writer.field("reason", refusal.reason)
        }
      }
    }
  }
}
