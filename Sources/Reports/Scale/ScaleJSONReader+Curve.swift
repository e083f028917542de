import Profiles
import Scaling
import Statistics

extension ScaleJSONReader {
  static func curve(_ value: JSONReading) throws(FormatError) -> CurveReport {
    let points = try value.list("points") { point throws(FormatError) in
      CurvePoint(
        level: try point.number("level"), repetitions: try point.optionalInteger("repetitions"), throughput: try point.interval("throughputPerSecond")
      )
    }
    var curve = CurveReport(
      levels: points.map(\.level), throughput: points.map(\.throughput),
      models: try value.list("models") { entry throws(FormatError) in try model(entry, points.count) },
      selected: value["selected"] == nil ? nil : try value.string("selected"),
      probabilityBetaIsZero: try value.optionalNumber("probabilityBetaIsZero"), refused: try value.list("refused", refusal))
    curve.repetitions = points.compactMap(\.repetitions)
    return curve
  }

  private struct CurvePoint {
    var level: Double
    var repetitions: Int?
    var throughput: Interval
  }

  /// - Parameter count: How many levels there are.
  private static func model(_ value: JSONReading, _ count: Int) throws(FormatError) -> CurveReport.Model {
    let fitted = try value.array("fittedPerSecond")
    guard fitted.isEmpty || fitted.count == count else {
      throw JSONReading.mismatch("\(value.path).fittedPerSecond", "\(fitted.count) numbers for \(count) levels")
    }
    var model = CurveReport.Model(
      name: try value.string("name"), loss: try value.text("loss"), coefficients: try value.members("coefficients", coefficient),
      relativeError: try value.number("relativeError"), fitted: fitted)
    model.peak = try value["peak"].map { peak throws(FormatError) in
      CurveReport.Peak(level: try peak.number("level"), throughput: try peak.number("throughputPerSecond"))
    }
    model.limit = try value.optionalNumber("limitPerSecond")
    model.deltaAICc = try value.optionalNumber("deltaAICc")
    model.leaveOneOutError = try value.optionalNumber("leaveOneOutError")
    return model
  }

  private static func coefficient(_ name: String, _ value: JSONReading) throws(FormatError) -> CurveReport.Coefficient {
    CurveReport.Coefficient(name: name, interval: try value.interval(), standardError: try value.optionalNumber("standardError"))
  }
}
