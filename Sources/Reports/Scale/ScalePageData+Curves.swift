import Scaling

extension ScalePageData {
  static func curve(_ curve: CurveReport, _ writer: inout JSONWriter) {
    writer.key("curve")
    writer.object { writer in
      writer.numbers("levels", curve.levels)
      writer.key("throughput")
      writer.array { writer in for interval in curve.throughput { writer.interval(interval) } }
      writer.list("models", curve.models, model)
      if let selected = curve.selected { writer.field("selected", selected) }
      if let probability = curve.probabilityBetaIsZero { writer.exact("probabilityBetaIsZero", probability) }
      refusals(curve.refused, &writer)
    }
  }

  private static func model(_ model: CurveReport.Model, _ writer: inout JSONWriter) {
    writer.field("name", model.name)
    writer.field("title", ScaleWords.title(model: model.name))
    writer.field("loss", model.loss)
    writer.list("coefficients", model.coefficients) { coefficient, writer in
      writer.field("name", coefficient.name)
      writer.interval("interval", coefficient.interval)
      if let error = coefficient.standardError { writer.exact("standardError", error) }
    }
    if let peak = model.peak {
      writer.numbers("peak", [peak.level, peak.throughput])
    }
    if let limit = model.limit { writer.exact("limit", limit) }
    writer.exact("relativeError", model.relativeError)
    if let delta = model.deltaAICc { writer.exact("deltaAICc", delta) }
    if let error = model.leaveOneOutError { writer.exact("leaveOneOutError", error) }
    writer.numbers("fitted", model.fitted)
  }

  private static func refusals(_ refused: [CurveReport.Refusal], _ writer: inout JSONWriter) {
    writer.list("refused", refused) { refusal, writer in
      writer.field("rule", refusal.rule)
      writer.field("reason", refusal.reason)
    }
  }

  static func growth(_ growth: GrowthReport, _ names: inout ScalePageNames, _ writer: inout JSONWriter) {
    writer.key("growth")
    writer.object { writer in
      writer.numbers("sizes", growth.sizes)
      writer.field("unit", growth.unit)
      writer.list("rows", growth.rows) { row, writer in
        if let frame = row.frame { writer.field("frame", names.index(of: frame)) }
        if let model = row.model { writer.field("model", model) }
        writer.key("alternatives")
        writer.array { writer in for name in row.alternatives { writer.value(name) } }
        writer.interval("constant", row.constant)
        writer.interval("slope", row.slope)
        writer.interval("exponent", row.exponent)
        writer.interval("atTenTimes", row.atTenTimes)
        writer.exact("shareAtTenTimes", row.shareAtTenTimes)
        writer.exact("leaveOneOutError", row.leaveOneOutError)
        writer.numbers("cost", row.cost)
        writer.numbers("calls", row.calls)
      }
      refusals(growth.refused, &writer)
    }
  }

  static func ageing(_ ageing: AgeingReport, _ names: inout ScalePageNames, _ writer: inout JSONWriter) {
    writer.key("ageing")
    writer.object { writer in
      writer.field("windows", ageing.windows)
      writer.exact("requestsPerWindow", ageing.requestsPerWindow)
      writer.list("rows", ageing.rows) { row, writer in
        if let frame = row.frame { writer.field("frame", names.index(of: frame)) }
        writer.interval("slope", row.slope)
        writer.exact("q", row.q)
        writer.field("isClaimed", row.isClaimed)
        writer.numbers("cost", row.cost)
      }
      writer.interval("residentPerRequest", ageing.residentPerRequest)
      writer.interval("heapPerRequest", ageing.heapPerRequest)
      writer.numbers("resident", ageing.resident)
      refusals(ageing.refused, &writer)
    }
  }

  static func interaction(_ interaction: Interaction, _ writer: inout JSONWriter) {
    writer.key("interaction")
    writer.object { writer in
      writer.numbers("sizes", [interaction.smallSize, interaction.largeSize])
      writer.column("levels", [interaction.lowLevel, interaction.highLevel])
      writer.numbers("cycles", interaction.cycles)
      writer.key("excess")
      writer.object { writer in
        for lossClass in LossClass.allCases { if let time = interaction.excess[lossClass] { writer.exact(lossClass.rawValue, time) } }
      }
    }
  }
}
