import Scaling

extension ScaleJSON {
  static func growth(_ growth: GrowthReport, _ writer: inout JSONWriter) {
    writer.key("growth")
    writer.object { _ in }
  }
}
