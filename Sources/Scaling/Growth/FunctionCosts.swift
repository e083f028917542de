import Profiles

/// Nanoseconds per request by function of the program with all it calls, of many runs.
struct FunctionCosts {
  /// Functions that are fitted and shown at most.
  static let rowLimit = 40

  private var costs: [Int: [Int32: Double]] = [:]
  private var totals: [Int32: Double] = [:]
  private var selves: [Int32: Double] = [:]
  private var whole = 0.0
  private var closures: Set<Int32> = []

  init(_ runs: [RunSums], _ clients: Clients, _ forest: CallForest, _ code: ProgramCode) {
    for run in runs {
      var own: [Int32: Double] = [:]
      for cell in run.cells(of: clients) {
        let time = cell.time / run.requests
        let named = code.named[Int(cell.key.node)]
        guard named > 0 else { continue }
        var seen: Set<Int32> = [forest.nodeFrames[Int(named)]]
        var node = forest.parents[Int(named)]
        while node > 0 {
          if code.isOwn[Int(forest.nodeFrames[Int(node)])] { seen.insert(forest.nodeFrames[Int(node)]) }
          node = forest.parents[Int(node)]
        }
        for frame in seen { own[frame, default: 0] += time }
        selves[forest.nodeFrames[Int(named)], default: 0] += time
        whole += time
      }
      costs[Self.key(run)] = own
      for frame in own.keys where forest.frames[Int(frame)].name.hasPrefix("closure #") { closures.insert(frame) }
      for (frame, cost) in own { totals[frame, default: 0] += cost }
    }
  }

  private static func key(_ run: RunSums) -> Int { run.order << 20 | (run.point.window ?? 0) }

  /// Those with most time, without those that only call what takes all of it: they would all tell of the whole request again.
  func largest(_ count: Int) -> [Int32] {
    totals.filter { frame, total in
      let own = selves[frame] ?? 0
      // A closure that only calls a function tells what that function tells.
      return (total < 0.95 * whole || own > 0.3 * whole) && (own > 0.3 * total || !closures.contains(frame))
    }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map(\.key)
  }

  func cost(of frame: Int32, _ run: RunSums) -> Double { costs[Self.key(run)]?[frame] ?? 0 }
}
