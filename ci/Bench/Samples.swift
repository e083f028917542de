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
}
