import Foundation
import Statistics

/// Results in Go's benchmark text, as benchstat shows them: read and formatted here only to compare its numbers with ours.
struct GoBenchmarks {
  /// Values by benchmark and unit, `sec/op` or `B/s`.
  private(set) var values: [String: [String: [Double]]] = [:]
  /// Benchmarks in the order of the file.
  private(set) var names: [String] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count == 6, words[0].hasPrefix("Benchmark"), let time = Double(words[2]), let speed = Double(words[4]) else { continue }
      let name = String(words[0].dropFirst("Benchmark".count))
      if values[name] == nil { names.append(name) }
      values[name, default: [:]]["sec/op", default: []].append(time * 1e-9)
      values[name, default: [:]]["B/s", default: []].append(speed * 1e6)
    }
  }

  /// The rows of benchstat's table of one unit, the words apart by one space: name, median ± %; and the geometric mean.
  func rows(_ unit: String) -> [String] {
    let medians = names.map { MedianInterval.interval(values[$0]?[unit] ?? []) }
    let rows = zip(names, medians).map { "\($0) \(Self.text($1.value, unit)) ± \(Self.percent($1))" }
    return rows + ["geomean \(Self.text(GeometricMean.of(medians.map(\.value)), unit))"]
  }

  /// The further end as a percentage of the median.
  private static func percent(_ interval: Interval) -> String {
    String(format: "%.0f%%", 100 * max(interval.high / interval.value - 1, 1 - interval.low / interval.value))
  }

  /// Four digits with a prefix: decimal for seconds, binary for bytes.
  private static func text(_ value: Double, _ unit: String) -> String {
    let prefixes: [(Double, String)] =
      unit == "B/s" ? [(0x1p30, "Gi"), (0x1p20, "Mi"), (0x1p10, "Ki")] : [(1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")]
    let (scale, prefix) = prefixes.first { value >= $0.0 } ?? (1, "")
    let scaled = value / scale
    return String(format: "%.\(scaled < 9.9995 ? 3 : scaled < 99.995 ? 2 : 1)f", scaled) + prefix
  }

  static func file(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/data/benchstat/\(name)")
    return String(decoding: try Data(contentsOf: root), as: UTF8.self)
  }
}
