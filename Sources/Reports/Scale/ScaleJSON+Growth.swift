import Scaling
import Statistics

extension ScaleJSON {
  /// The fields `sizes[]`, `sizeCosts[]`, `growth[]` (the whole request first) and `growthRefused[]`. Costs are `costNanoseconds`, or `cost` without a unit.
  static func growth(_ report: GrowthReport, _ writer: inout JSONWriter) {
    let isTime = report.unit == "nanoseconds"
    func key(_ name: String) -> String { isTime ? name + "Nanoseconds" : name }
    writer.key("sizes")
    writer.array { writer in for size in report.sizes { writer.value(precise: size) } }
    writer.key(key("sizeCosts"))
    writer.array { writer in for cost in report.cost { writer.value(cost) } }
    list("growth", report.rows, &writer) { row, writer in
      place(row.frame, &writer)
      writer.key("model")
      if let model = row.model { writer.value(model) } else { writer.value(precise: nil) }
      writer.key("alternatives")
      writer.array { writer in for name in row.alternatives { writer.value(name) } }
      interval(key("constant"), row.constant, &writer)
      interval(key("slope"), row.slope, &writer)
      interval("exponent", row.exponent, &writer)
      interval(key("atTenTimes"), row.atTenTimes, &writer)
      writer.field("shareAtTenTimes", precise: row.shareAtTenTimes)
      writer.field("leaveOneOutError", precise: row.leaveOneOutError)
      writer.key(key("cost"))
      writer.array { writer in for cost in row.cost { writer.value(precise: cost) } }
      if !row.calls.isEmpty {
        writer.key("callsPerRequest")
        writer.array { writer in for calls in row.calls { writer.value(precise: calls) } }
      }
    }
    refused("growthRefused", report.refused, &writer)
  }

  /// The fields of `ageing`.
  static func ageing(_ report: AgeingReport, _ writer: inout JSONWriter) {
    writer.key("ageing")
    writer.object { writer in
      writer.field("windows", report.windows)
      writer.field("requestsPerWindow", precise: report.requestsPerWindow)
      list("rows", report.rows, &writer) { row, writer in
        place(row.frame, &writer)
        interval("slopePerWindowNanoseconds", row.slope, &writer)
        writer.field("q", precise: row.q)
        writer.field("isClaimed", row.isClaimed)
        writer.key("costNanoseconds")
        writer.array { writer in for cost in row.cost { writer.value(precise: cost) } }
      }
      interval("residentPerRequestBytes", report.residentPerRequest, &writer)
      interval("heapPerRequestBytes", report.heapPerRequest, &writer)
      writer.key("residentBytes")
      writer.array { writer in for bytes in report.resident { writer.value(precise: bytes) } }
      refused("refused", report.refused, &writer)
    }
  }

  /// A function, or the whole request, which has the name `request` and no file.
  private static func place(_ frame: FrameName?, _ writer: inout JSONWriter) {
    writer.field("isWholeRequest", frame == nil)
    writer.field("function", frame?.function ?? "request")
    writer.field("file", frame?.file ?? "")
    writer.field("line", frame?.line ?? 0)
  }
}
