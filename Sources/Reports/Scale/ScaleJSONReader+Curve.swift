import Profiles
import Scaling
import Statistics

extension ScaleJSONReader {
  static func curve(_ value: JSONReading) throws(FormatError) -> CurveReport {
    CurveReport(
      levels: try value.array("levels"), throughput: try value.list("throughputPerSecond") { value throws(FormatError) in try value.interval() },
      models: try value.list("models", model), selected: try value["selected"] == nil ? nil : value.string("selected"),
      probabilityBetaIsZero: try value.optionalNumber("probabilityBetaIsZero"), refused: try value.list("refused", refusal))
  }

  private static func model(_ value: JSONReading) throws(FormatError) -> CurveReport.Model {
    var model = CurveReport.Model(
      name: try value.string("name"), loss: try value.text("loss"), coefficients: try coefficients(value),
      relativeError: try value.number("relativeError"), fitted: try value.array("fittedPerSecond"))
    model.peak = try value["peak"].map { value throws(FormatError) in
      CurveReport.Peak(level: try value.number("level"), throughput: try value.number("throughputPerSecond"))
    }
    model.limit = try value.optionalNumber("limitPerSecond")
    model.deltaAICc = try value.optionalNumber("deltaAICc")
    model.leaveOneOutError = try value.optionalNumber("leaveOneOutError")
    return model
  }

  private static func coefficients(_ value: JSONReading) throws(FormatError) -> [CurveReport.Coefficient] {
    []
  }

  static func growth(_ value: JSONReading) throws(FormatError) -> GrowthReport {
    GrowthReport(sizes: [], cost: [], rows: [], refused: [], unit: "")
  }

  static func ageing(_ value: JSONReading) throws(FormatError) -> AgeingReport {
    AgeingReport(
      windows: try value.integer("windows"), requestsPerWindow: try value.number("requestsPerWindow"),
      rows: try value.list("rows") { row throws(FormatError) in
        AgeingReport.Row(
          frame: row["function"] == nil ? nil : try frame(row), slope: try row.interval("slopeNanosecondsPerWindow"), q: try row.number("q"),
          isClaimed: try row.bool("claimed"), cost: try row.array("costNanoseconds"))
      }, residentPerRequest: try value.interval("residentPerRequestBytes"), heapPerRequest: try value.interval("heapPerRequestBytes"),
      resident: try value.array("residentBytes"), refused: try value.list("refused", refusal))
  }
}
