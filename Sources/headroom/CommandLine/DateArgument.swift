/// A moment people type: `2026-11-24`, `2026-11-24T02:45:10Z`, or seconds since 1970. UTC, as everything we print.
enum DateArgument {
  /// Seconds since 1970; nil for other text.
  static func seconds(_ text: String) -> Double? {
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }), let number = Double(text), number < 1e11 { return number }
    var text = text[...]
    if text.hasSuffix("Z") { text = text.dropLast() }
    let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
    guard let day = halves.first.flatMap({ day($0) }) else { return nil }
    guard halves.count == 2 else { return Double(day) * 86_400 }
    guard let time = time(halves[1]) else { return nil }
    return Double(day) * 86_400 + time
  }

  /// Days since 1970. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
  private static func day(_ text: Substring) -> Int? {
    let parts = numbers(text, separator: "-", widths: [4, 2, 2])
    guard parts.count == 3, (1...12).contains(parts[1]), parts[0] >= 1970 else { return nil }
    let (year, month, day) = (parts[1] <= 2 ? parts[0] - 1 : parts[0], parts[1], parts[2])
    let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
    guard (1...[31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]).contains(day) else { return nil }
    let yearOfEra = year % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// `02:45` or `02:45:10`.
  private static func time(_ text: Substring) -> Double? {
    let parts = numbers(text, separator: ":", widths: text.utf8.count > 5 ? [2, 2, 2] : [2, 2])
    guard parts.count >= 2, parts[0] < 24, parts[1] < 60, parts.count < 3 || parts[2] < 60 else { return nil }
    return Double(parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0))
  }

  /// Numbers of so many digits each; empty for other text.
  private static func numbers(_ text: Substring, separator: Character, widths: [Int]) -> [Int] {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == widths.count else { return [] }
    let numbers = zip(parts, widths).compactMap { part, width in
      part.utf8.count == width && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
    }
    return numbers.count == widths.count ? numbers : []
  }
}
