import Glibc

/// The table of the bench: what was asked, what was measured.
struct Table {
  /// One line of it.
  struct Row {
    var what: String
    var bar: String
    var measured: String
    /// nil where the figure is only shown.
    var isMet: Bool?
    /// The same measured on another tool, or why there is none.
    var peer: String
  }

  private(set) var rows: [Row] = []

  /// Adds a row and prints it at once: a bench that is cut off has said what it knew.
  mutating func add(_ what: String, bar: String, measured: String, isMet: Bool?, peer: String = "") {
    let row = Row(what: what, bar: bar, measured: measured, isMet: isMet, peer: peer)
    rows.append(row)
    print(Self.line(row))
    fflush(nil)
  }

  static let heading = "| what | bar | measured | met | peer |\n|---|---|---|---|---|"

  private static func line(_ row: Row) -> String {
    let verdict = row.isMet.map { $0 ? "yes" : "**no**" } ?? "shown"
    return "| \(row.what) | \(row.bar) | \(row.measured) | \(verdict) | \(row.peer) |"
  }
}

extension Double {
  /// The number with so many decimals.
  func rounded(decimals: Int) -> String {
    var factor = 1.0
    for _ in 0..<decimals { factor *= 10 }
    let scaled = Int64((self * factor).rounded())
    guard decimals > 0 else { return String(scaled) }
    let digits = String(abs(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (scaled < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A share as per cent.
  var percent: String { (self * 100).rounded(decimals: 2) + " %" }
}
