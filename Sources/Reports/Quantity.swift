import Profiles

/// Numbers as people read them.
public enum Quantity {
  /// `12 345`, with thin grouping.
  public static func count(_ value: Int64) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// Share with one decimal: `12.3 %`. Never rounds up to 100 %, nor anything but nothing down to 0 %.
  public static func percent(_ part: Int64, of whole: Int64) -> String {
    guard whole > 0 else { return "0 %" }
    if part == whole { return "100 %" }
    // Numbers that a file makes up may be in any proportion.
    let thousandths = Int64(min(max((Double(part) / Double(whole) * 1000).rounded(), -1e15), 1e15))
    if thousandths >= 1000, part < whole { return "> 99.9 %" }
    if thousandths == 0, part > 0 { return "< 0.1 %" }
    return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 10).\(abs(thousandths) % 10) %"
  }

  /// Nanoseconds in the unit that suits them.
  public static func seconds(_ nanoseconds: Int64) -> String {
    let value = Double(nanoseconds)
    switch abs(value) {
    case 1e9...: return "\(decimal(value / 1e9)) s"
    case 1e6...: return "\(decimal(value / 1e6)) ms"
    case 1e3...: return "\(decimal(value / 1e3)) µs"
    default: return "\(nanoseconds) ns"
    }
  }

  /// A value of a sample type: time for nanoseconds, else the number and its unit.
  public static func value(_ value: Int64, _ type: ValueType) -> String {
    switch type.unit {
    case "nanoseconds": seconds(value)
    case "count", "": count(value)
    default: "\(count(value)) \(TextPage.printable(type.unit))"
    }
  }

  /// Three significant digits or so: `0.12`, `1.23`, `12.3`, `123`.
  private static func decimal(_ value: Double) -> String {
    let decimals = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
    let factor = decimals == 0 ? 1.0 : decimals == 1 ? 10.0 : 100.0
    let scaled = Int64((value * factor).rounded())
    guard decimals > 0 else { return String(scaled) }
    let whole = scaled / Int64(factor)
    let rest = String(abs(scaled) % Int64(factor))
    return "\(whole)." + String(repeating: "0", count: decimals - rest.count) + rest
  }
}

/// A moment as `2026-11-24 02:45:10 UTC`.
enum CalendarTime {
  /// - Parameter nanoseconds: Since 1970.
  static func text(_ nanoseconds: Int64) -> String {
    let seconds = nanoseconds / 1_000_000_000
    let day = seconds / 86_400
    let rest = seconds % 86_400
    let (year, month, dayOfMonth) = civil(day)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(dayOfMonth)) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) UTC"
  }

  /// Year, month and day of a day number since 1970. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  private static func civil(_ day: Int64) -> (Int64, Int64, Int64) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
