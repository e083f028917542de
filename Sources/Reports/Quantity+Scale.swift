import Statistics

/// Measured numbers, which are no whole numbers and come with intervals.
extension Quantity {
  /// Three significant digits or so, whole ones grouped: `0.0123`, `1.23`, `12.3`, `1 234`. NaN is `–`.
  static func number(_ value: Double) -> String { number(value, decimals: decimals(of: value)) }

  /// With a sign before it, also where it is positive.
  static func signed(_ value: Double) -> String { value > 0 ? "+\(number(value))" : number(value) }

  /// How far an interval reaches from its value, as precise as the value is shown: `± 1.2`. `–` where no interval is known.
  static func reach(_ interval: Interval) -> String {
    guard interval.isKnown else { return "–" }
    let reach = max(interval.high - interval.value, interval.value - interval.low)
    return "± \(number(reach, decimals: max(decimals(of: interval.value), reach >= 0.95 ? 0 : decimals(of: reach) - 1)))"
  }

  /// Both ends of an interval, as precise as the value is shown: `12.1 … 12.9`.
  static func ends(_ interval: Interval, _ text: (Double) -> String) -> String {
    guard interval.low < interval.high else { return "–" }
    return "\(text(interval.low)) … \(text(interval.high))"
  }

  /// A share with one decimal: `12.3 %`, `-4.0 %`, `340 %`.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return number(share) }
    let hundred = share * 100
    return number(hundred, decimals: abs(hundred) >= 999.5 ? 0 : 1) + " %"
  }

  static func signedPercent(_ share: Double) -> String { share > 0 ? "+\(percent(share))" : percent(share) }

  /// Nanoseconds as microseconds, the one unit of times per request.
  static func microseconds(_ nanoseconds: Double) -> String { number(nanoseconds / 1000) }

  private static func decimals(of value: Double) -> Int {
    let size = abs(value)
    if size >= 99.95 || size == 0 { return 0 }
    return size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : size >= 0.009995 ? 4 : 5
  }

  private static func number(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "-∞" }
    let size = abs(value)
    if size >= 1e15 || (size < 0.0005 && size > 0 && decimals > 3) { return scientific(value) }
    let factor = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000][min(6, max(0, decimals))]
    let scaled = Int64((size * factor).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + count(scaled) }
    let rest = String(scaled % Int64(factor))
    return sign + count(scaled / Int64(factor)) + "." + String(repeating: "0", count: max(0, decimals - rest.count)) + rest
  }

  /// `1.2e-06`.
  private static func scientific(_ value: Double) -> String {
    var (size, exponent) = (abs(value), 0)
    while size >= 9.95 { (size, exponent) = (size / 10, exponent + 1) }
    while size < 0.995 { (size, exponent) = (size * 10, exponent - 1) }
    let tenths = Int((size * 10).rounded())
    return (value < 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)e\(exponent)"
  }
}
