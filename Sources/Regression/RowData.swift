import Statistics

/// The costs of one row, per unit, by run of each side. Of pairs, the runs of both sides at one index are a pair.
struct RowData: Sendable {
  var base: [Double]
  var head: [Double]
  /// Samples behind them; empty for what is metered.
  var baseSamples: [Double] = []
  var headSamples: [Double] = []
}

extension RowData {
  var meanBaseSamples: Double { Self.mean(baseSamples) }
  var meanHeadSamples: Double { Self.mean(headSamples) }
  var meanBase: Double { Self.mean(base) }
  var meanHead: Double { Self.mean(head) }

  /// 0 for no values.
  private static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : SampleStatistics.mean(values) }

  /// Takes another row of the same runs away; what rounding leaves below 0 is 0.
  mutating func subtract(_ other: RowData) {
    for index in base.indices { base[index] = max(0, base[index] - other.base[index]) }
    for index in head.indices { head[index] = max(0, head[index] - other.head[index]) }
    for index in baseSamples.indices { baseSamples[index] = max(0, baseSamples[index] - other.baseSamples[index]) }
    for index in headSamples.indices { headSamples[index] = max(0, headSamples[index] - other.headSamples[index]) }
  }

  mutating func add(_ other: RowData) {
    for index in base.indices { base[index] += other.base[index] }
    for index in head.indices { head[index] += other.head[index] }
    for index in baseSamples.indices { baseSamples[index] += other.baseSamples[index] }
    for index in headSamples.indices { headSamples[index] += other.headSamples[index] }
  }
}

extension RowData {
  /// What one sample stands for, per unit, on average over the runs of both sides.
  var costPerSample: Double {
    let samples = baseSamples.reduce(0, +) + headSamples.reduce(0, +)
    return samples > 0 ? (base.reduce(0, +) + head.reduce(0, +)) / samples : 0
  }
}
