/// The cells of all runs, each with an index.
struct CellTable: Sendable {
  private(set) var keys: [CellKey] = []
  private var indices: [CellKey: Int32] = [:]

  mutating func index(of key: CellKey) -> Int32 {
    if let index = indices[key] { return index }
    indices[key] = Int32(keys.count)
    keys.append(key)
    return Int32(keys.count - 1)
  }
}

/// One run as the account sees it: nanoseconds per request by cell, which add up to its cycle time.
struct RunCells: Sendable {
  var order: Int
  var requests: Double
  var seconds: Double
  /// c = N·T/C, nanoseconds.
  var cycle: Double
  /// The sum of all measured states, before anything was assigned.
  var measured: Double
  var cells: [(index: Int32, value: Double)]
  /// Samples, waits or requests behind each of `cells`.
  var evidence: [Double]

  /// - Parameter isExternal: True when the clients are outside the process: what no state explains is then their way to it.
  init(_ run: RunSums, _ clients: Clients, isExternal: Bool, _ table: inout CellTable) {
    order = run.order
    requests = run.requests
    seconds = run.seconds
    cycle = run.cycle
    var sums: [(index: Int32, value: Double)] = []
    evidence = []
    var busy = 0.0
    var suspended = 0.0
    for cell in run.cells(of: clients) {
      let value = cell.time / run.requests
      if cell.key.state == .suspended { suspended += value } else { busy += value }
      // Cells of one key lie together, one for each owner.
      if let last = sums.last, table.keys[Int(last.index)] == cell.key {
        sums[sums.count - 1].value += value
        evidence[sums.count - 1] += cell.evidence
      } else {
        sums.append((table.index(of: cell.key), value))
        evidence.append(cell.evidence)
      }
    }
    measured = busy + suspended
    if clients == .process, suspended > 0 {
      // While a task is suspended others work for it: that is told already. Only what is left of the cycle is its own.
      let share = min(1, max(0, cycle - busy) / suspended)
      for place in sums.indices where table.keys[Int(sums[place].index)].state == .suspended { sums[place].value *= share }
      suspended *= share
    }
    let rest = cycle - busy - suspended
    let state: AccountState = isExternal && rest > 0 ? .outside : .unattributed
    sums.append((table.index(of: CellKey(node: 0, state: state, resource: -1)), rest))
    // It is told from the requests, all of them.
    evidence.append(run.requests)
    cells = sums
  }
}

/// All repetitions of one level.
struct LevelSums: Sendable {
  var level: Int
  var runs: [RunCells]
  /// d(N), nanoseconds per request by cell: all time of all runs over all their requests.
  var values: [Double]
  /// Samples and waits by cell.
  var evidence: [Double]
  /// c(N) = N·ΣT/ΣC, nanoseconds: the sum of `values`.
  var cycle: Double
  var measured: Double
  var requests: Double
  var seconds: Double
  /// D: CPU nanoseconds of the process per request.
  var processor: Double
  /// P: processors left to the target.
  var usable: Double

  /// - Parameter runs: Repetitions of one level, with requests.
  init(_ level: Int, _ runs: [RunSums], _ clients: Clients, isExternal: Bool, _ table: inout CellTable) {
    self.level = level
    self.runs = runs.map { RunCells($0, clients, isExternal: isExternal, &table) }
    requests = runs.reduce(0) { $0 + $1.requests }
    seconds = runs.reduce(0) { $0 + $1.seconds }
    cycle = Double(level) * seconds * 1e9 / requests
    values = [Double](repeating: 0, count: table.keys.count)
    evidence = values
    measured = 0
    for run in self.runs {
      for cell in run.cells { values[Int(cell.index)] += cell.value * run.requests / requests }
      for (cell, evidence) in zip(run.cells, run.evidence) { self.evidence[Int(cell.index)] += evidence }
      measured += run.measured * run.requests / requests
    }
    processor = runs.reduce(0) { $0 + $1.processor } / requests
    usable = runs.reduce(0) { $0 + $1.meters.usableProcessors(seconds: $1.seconds) } / Double(runs.count)
  }

  /// X(N), requests per second.
  var throughput: Double { requests / seconds }
}
