import Profiles

extension Quantity {
  /// Microseconds per request: one unit, so that the numbers of a column can be compared at a glance. `1 234`, `12.3`, `0.045`.
  public static func microseconds(_ nanoseconds: Int64, perRequest requests: Int64) -> String {
    let value = Double(nanoseconds) / Double(max(1, requests)) / 1000
    let size = abs(value)
    if size >= 1e15 { return count(nanoseconds / max(1, requests) / 1000) }
    // Three digits: none, one, two or three of them after the point.
    let decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3
    if decimals == 3, size < 0.0005 { return value < 0 ? "> -0.001" : "< 0.001" }
    let factor = [1.0, 10, 100, 1000][decimals]
    let scaled = Int64((value * factor).rounded())
    guard decimals > 0 else { return count(scaled) }
    let rest = String(abs(scaled) % Int64(factor))
    return (scaled < 0 ? "-" : "") + "\(abs(scaled) / Int64(factor))." + String(repeating: "0", count: decimals - rest.count) + rest
  }

  /// Hundredths of a percent from millionths: `0.02 %`.
  static func percent(millionths: Int64) -> String {
    if millionths > 0, millionths < 50 { return "0.01 %" }
    let hundredths = millionths.addingReportingOverflow(50).overflow ? millionths / 100 : (millionths + 50) / 100
    let rest = abs(hundredths % 100)
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }

  /// The mean of several waits; "" when they were not counted.
  static func mean(_ value: Int64, of waits: Int64) -> String { waits > 0 ? seconds(value / waits) : "" }

  /// A part of a whole as a bar of at most `width` blocks, an eighth of a block the finest.
  static func bar(_ part: Int64, of whole: Int64, width: Int) -> String {
    guard part > 0, whole > 0 else { return "" }
    let eighths = Int((min(1, Double(part) / Double(whole)) * Double(width * 8)).rounded())
    let blocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + blocks[eighths % 8]
  }
}
