import Profiles

/// Whether contention grows with size: the loss at high N of large requests against that of small ones.
struct InteractionFinder {
  private let runs: [RunSums]
  private let sizes: [Double]
  private let forest: CallForest
  private let options: ScaleAnalysis.Options

  init(_ runs: [RunSums], _ sizes: [Double], _ forest: CallForest, _ options: ScaleAnalysis.Options) {
    self.runs = runs.filter { $0.point.window == nil && !$0.isClosing }
    self.sizes = sizes
    self.forest = forest
    self.options = options
  }

  /// nil when not all four corners were run.
  func interaction() -> Interaction? {
    guard let small = sizes.first, let large = sizes.last, small < large else { return nil }
    let levels = Set(runs.filter { $0.point.size == small }.map(\.point.level))
      .intersection(runs.filter { $0.point.size == large }.map(\.point.level)).sorted()
    guard let low = levels.first, let high = levels.last, low < high else { return nil }
    let isExternal = !options.environment.load.isEmpty
    let corners = [(small, low), (large, low), (small, high), (large, high)].map { size, level in
      runs.filter { $0.point.size == size && $0.point.level == level }
    }
    let clients = Clients.choose(corners.joined().map { $0 })
    var table = CellTable()
    let sums = zip(corners, [low, low, high, high]).map { LevelSums($1, $0, clients, isExternal: isExternal, &table) }
    var excess: [LossClass: Double] = [:]
    for (base, level, sign) in [(sums[1], sums[3], 1.0), (sums[0], sums[2], -1.0)] {
      let split = LossSplit(base: base, level: level, table: table, isExternal: isExternal, isSaturated: false)
      for (index, key) in table.keys.enumerated() {
        let delta = level.value(index) - base.value(index)
        for part in split.parts(of: key.state) where delta != 0 { excess[part.lossClass, default: 0] += sign * part.share * delta }
      }
    }
    return Interaction(smallSize: small, largeSize: large, lowLevel: low, highLevel: high, cycles: sums.map(\.cycle), excess: excess)
  }
}
