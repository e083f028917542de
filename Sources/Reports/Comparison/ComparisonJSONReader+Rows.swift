import Profiles
import Regression

extension ComparisonJSONReader {
  static func metric(_ value: JSONReading) throws(FormatError) -> Comparison.MetricChange {
    let unit = try value.word("unit", Comparison.MetricChange.Unit.self)
    let suffix = ComparisonJSON.suffix(unit)
    var metric = Comparison.MetricChange(
      try value.word("name", Comparison.MetricChange.Name.self), unit, try value.word("aspect", Aspect.self),
      base: try value.interval("base\(suffix)"), head: try value.interval("head\(suffix)"), change: try value.interval("relativeChange"))
    metric.subject = try value.text("subject")
    metric.p = try probability("p", value)
    metric.q = try probability("q", value)
    metric.minimumDetectableEffect = try value.optionalNumber("minimumDetectableEffect")
    metric.statement = try value.word("statement", Comparison.Statement.self)
    metric.isTotal = try value.bool("total")
    metric.isExact = try value.bool("exact")
    metric.note = try value.text("note")
    return metric
  }

  static func function(_ value: JSONReading) throws(FormatError) -> Comparison.FunctionChange {
    var function = Comparison.FunctionChange(
      function: try value.string("name"), file: try value.text("file"), line: try value.optionalInteger("line") ?? 0,
      module: try value.text("module"), match: try value.word("match", Comparison.Match.self), base: try value.interval("baseNanoseconds"),
      head: try value.interval("headNanoseconds"), difference: try value.interval("differenceNanoseconds"),
      change: try value.optionalInterval("relativeChange"), share: try value.number("share"), baseTotal: try value.number("baseTotalNanoseconds"),
      headTotal: try value.number("headTotalNanoseconds"), baseSamples: try value.optionalInteger("baseSamples") ?? 0,
      headSamples: try value.optionalInteger("headSamples") ?? 0)
    function.baseFunction = try value.text("baseName")
    function.p = try probability("p", value)
    function.q = try probability("q", value)
    function.minimumDetectableEffect = try value.optionalNumber("minimumDetectableEffect")
    function.statement = try value.word("statement", Comparison.Statement.self)
    function.movedWithin = try value.text("movedWithin")
    function.movedFrom = try value.text("movedFrom")
    function.note = try value.text("note")
    return function
  }

  /// 1 when it is absent: nothing was shown.
  private static func probability(_ key: String, _ value: JSONReading) throws(FormatError) -> Double {
    guard let number = try value.optionalNumber(key) else { return 1 }
    guard (0...1).contains(number) else { throw JSONReading.mismatch("\(value.path).\(key)", "\(number) is no probability") }
    return number
  }
}
