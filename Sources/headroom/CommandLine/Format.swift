/// Numbers as people read them.
enum Format {
  /// Nanoseconds as seconds with one decimal.
  static func seconds(_ nanoseconds: Int64) -> String {
    let tenths = (nanoseconds + 50_000_000) / 100_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A file size: `812 bytes`, `12.3 KB`, `4.5 MB`.
  static func bytes(_ count: Int) -> String {
    if count < 1000 { return "\(count) bytes" }
    let (unit, divisor) = count < 1_000_000 ? ("KB", 1000) : ("MB", 1_000_000)
    let tenths = count * 10 / divisor
    return "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}
