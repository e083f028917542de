import Glibc

/// Numbers of results as people read them.
public enum ScaleNumber {
  /// Up to four significant digits, without zeros at the end: `12`, `0.0312`, `1234`, `12 346`, `1.23e+09`.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    let size = abs(value)
    guard size >= 1e-6, size < 1e9 else { return rounded(value, to: 3).description }
    // Whole numbers keep all their digits, and so do the whole parts of others.
    if value == value.rounded() || size >= 1000 { return grouped(Int64(value.rounded())) }
    return rounded(value, to: 4).description.droppingZeroFraction
  }

  /// Nanoseconds in the unit that suits them: `351.8 ms`, `12.35 µs`.
  public static func time(_ nanoseconds: Double) -> String {
    switch abs(nanoseconds) {
    case 1e9...: "\(text(nanoseconds / 1e9)) s"
    case 1e6...: "\(text(nanoseconds / 1e6)) ms"
    case 1e3...: "\(text(nanoseconds / 1e3)) µs"
    default: "\(text(nanoseconds)) ns"
    }
  }

  private static func grouped(_ value: Int64) -> String {
    guard value.magnitude >= 10_000 else { return String(value) }
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return text
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
