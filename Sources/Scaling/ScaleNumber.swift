import Glibc

/// Numbers of results as people read them.
public enum ScaleNumber {
  /// Up to four significant digits, without zeros at the end: `12`, `0.0312`, `1234`, `1.2e+09`.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    let size = abs(value)
    if value == value.rounded(), size < 1e9 { return String(Int64(value)) }
    guard size >= 1e-6, size < 1e9 else { return rounded(value, to: 3).description }
    return rounded(value, to: size >= 1000 ? Int(log10(size)) + 1 : 4).description.droppingZeroFraction
  }

  /// `12.3 %`, `0.4 %`, `123 %`.
  public static func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return (abs(tenths) >= 100 ? tenths.rounded().description.droppingZeroFraction : tenths.description) + " %"
  }

  private static func rounded(_ value: Double, to digits: Int) -> Double {
    let exponent = Int(log10(abs(value)).rounded(.down))
    // Division by a power of ten that is exact, rather than multiplication by one that is not.
    let places = digits - 1 - exponent
    let factor = pow(10, Double(abs(places)))
    return places >= 0 ? (value * factor).rounded() / factor : (value / factor).rounded() * factor
  }
}

extension String {
  fileprivate var droppingZeroFraction: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
