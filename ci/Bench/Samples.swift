/// Small statistics of repeated measurements.
struct Samples {
  private var values: [Double]

  init(_ values: [Double]) { self.values = values.sorted() }

  var median: Double {
    guard !values.isEmpty else { return .nan }
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
  }

  var low: Double { values.first ?? .nan }
  var high: Double { values.last ?? .nan }

  /// Mean and its standard error.
  var mean: (value: Double, error: Double) {
    guard values.count > 1 else { return (values.first ?? .nan, .nan) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return (mean, (variance / Double(values.count)).squareRoot())
  }

  /// A mean with the half width of its 95 % interval.
  struct Interval {
    var value: Double
    var halfWidth: Double
    var text: String { value.isNaN ? "not measured" : "\(value.percent) ± \(halfWidth.percent)" }
  }

  /// The mean without the lowest and the highest tenth, and its interval by the winsorised variance (Yuen 1974).
  var trimmed: Interval {
    let cut = values.count / 10
    let kept = values[cut..<(values.count - cut)]
    guard kept.count > 1 else { return Interval(value: kept.first ?? .nan, halfWidth: .infinity) }
    let mean = kept.reduce(0, +) / Double(kept.count)
    let wide = values.map { min(max($0, kept.first!), kept.last!) }
    let centre = wide.reduce(0, +) / Double(wide.count)
    let squares = wide.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let freedom = Double(kept.count - 1)
    let error = (squares / (freedom * Double(kept.count))).squareRoot()
    // Student's t at 97.5 %, within 1 % from four degrees of freedom on.
    return Interval(value: mean, halfWidth: error * (1.96 + 2.37 / freedom + 2.8 / (freedom * freedom)))
  }
}
