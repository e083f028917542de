import Scaling

extension ScaleText {
  static func curve(_ curve: CurveReport, _ page: inout TextPage) {}
  static func growth(_ growth: GrowthReport, _ limit: Int, _ page: inout TextPage) {}
}
