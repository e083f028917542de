import Scaling

extension ScaleJSON {
  static func ageing(_ ageing: AgeingReport, _ writer: inout JSONWriter) {
    writer.key("ageing")
    writer.object { writer in
      writer.field("windows", ageing.windows)
      writer.field("requestsPerWindow", exactly: ageing.requestsPerWindow)
      writer.key("rows")
      writer.array { writer in
        for row in ageing.rows {
          writer.object { writer in
            // The whole request has no function.
            if let frame = row.frame { place(frame, &writer) }
            writer.field("slopeNanosecondsPerWindow", row.slope)
            writer.field("q", exactly: row.q)
            writer.field("claimed", row.isClaimed)
            writer.field("costNanoseconds", row.cost)
          }
        }
      }
      writer.field("residentPerRequestBytes", ageing.residentPerRequest)
      writer.field("heapPerRequestBytes", ageing.heapPerRequest)
      writer.field("residentBytes", ageing.resident)
      refused(ageing.refused, &writer)
    }
  }
}
