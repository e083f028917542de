import Profiles
import Scaling
import Statistics

extension ScaleJSONReader {
  /// `sizes[]`, `growth[]` and what goes with them; nil without sizes.
  static func growth(_ document: JSONReading) throws(FormatError) -> GrowthReport? {
    guard document["sizes"] != nil || document["growth"] != nil else { return nil }
    let sizes = try document.array("sizes")
    // The unit of a cost is in its key, and absent where a file did not say it.
    let isTime = document["sizeCostsNanoseconds"] != nil
    func key(_ name: String) -> String { isTime ? "\(name)Nanoseconds" : name }
    return GrowthReport(
      sizes: sizes, cost: try document.list(key("sizeCosts")) { value throws(FormatError) in try value.interval() },
      rows: try document.list("growth") { row throws(FormatError) in
        let cost = try row.array(key("cost"))
        guard cost.count == sizes.count else {
          throw JSONReading.mismatch("\(row.path).\(key("cost"))", "\(cost.count) numbers for \(sizes.count) sizes")
        }
        return GrowthReport.Row(
          frame: try optionalFrame(row), model: row["model"] == nil ? nil : try row.string("model"), alternatives: try row.strings("alternatives"),
          constant: try row.interval(key("constant")), slope: try row.interval(key("slope")), exponent: try row.interval("exponent"),
          atTenTimes: try row.interval(key("atTenTimes")), shareAtTenTimes: try row.number("shareAtTenTimes"),
          leaveOneOutError: try row.number("leaveOneOutError"), cost: cost, calls: try row.array("callsPerRequest"))
      }, refused: try document.list("growthRefused", refusal), unit: isTime ? "nanoseconds" : "cost")
  }

  static func ageing(_ value: JSONReading) throws(FormatError) -> AgeingReport {
    AgeingReport(
      windows: try value.integer("windows"), requestsPerWindow: try value.number("requestsPerWindow"),
      rows: try value.list("rows") { row throws(FormatError) in
        AgeingReport.Row(
          frame: try optionalFrame(row), slope: try row.interval("slopePerWindowNanoseconds"), q: try row.number("q"),
          isClaimed: try row.bool("isClaimed"), cost: try row.array("costNanoseconds"))
      }, residentPerRequest: try value.interval("residentPerRequestBytes"), heapPerRequest: try value.interval("heapPerRequestBytes"),
      resident: try value.array("residentBytes"), refused: try value.list("refused", refusal))
  }

  /// A function; nil for the whole request.
  private static func optionalFrame(_ row: JSONReading) throws(FormatError) -> FrameName? {
    try row.bool("isWholeRequest") ? nil : frame(row)
  }
}
