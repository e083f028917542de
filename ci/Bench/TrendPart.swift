import Regression

/// Speed of finding the changes of a long series.
enum TrendPart {
  static func run(_ table: inout Table) {
    var generator = SplitMix(state: 6)
    // Two lasting steps in noise that is nearly normal (a sum of uniform numbers).
    let values = (0..<2_000).map { index in
      let level = index < 700 ? 100.0 : index < 1_400 ? 103 : 101
      return level + (0..<6).reduce(0) { sum, _ in sum + generator.uniform() } - 3
    }
    var seconds: [Double] = []
    var found: [Int] = []
    for _ in 0..<5 {
      let start = Meter.now()
      found = Trend(values).changes.map(\.index)
      seconds.append(Meter.now() - start)
    }
    let milliseconds = Samples(seconds).median * 1000
    table.add(
      "change points in 2 000 points (steps at 700 and 1400)", bar: "< 50 ms",
      measured: "\(milliseconds.rounded(decimals: 1)) ms, found at \(found.map(String.init).joined(separator: ", "))", isMet: milliseconds < 50)
  }
}
