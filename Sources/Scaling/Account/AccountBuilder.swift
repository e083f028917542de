import Profiles
import Statistics

/// Makes the account of one level against N = 1: rows by class, rows by stack, trees.
struct AccountBuilder {
  let base: LevelSums
  let level: LevelSums
  let table: CellTable
  let split: LossSplit
  let forest: CallForest
  let code: ProgramCode
  let resources: ResourceTable
  let culprits: Culprits
  /// |measured − c| of the two levels, nanoseconds per request: nothing smaller is claimed.
  let closureError: Double

  /// Rows that are tested and shown at most.
  private static let rowLimit = 300
  /// Samples or waits a claim must stand on.
  static let leastEvidence = 400.0
  /// The largest share of wrong claims that is allowed among claims.
  static let leastCertainty = 0.05

  /// What is added up to one row by stack.
  struct GroupKey: Hashable {
    var node: Int32
    var lossClass: LossClass
    var resource: Int32
  }

  struct Group {
    var key: GroupKey
    var base = 0.0
    var delta = 0.0
    var evidence = 0.0
    /// The cell with most time: its stack and its state stand for the row.
    var heaviest: Int32 = 0
    var weight = -1.0
    var cells: [(index: Int32, share: Double)] = []
  }

  /// The least |Δ| worth a claim, nanoseconds per request.
  var threshold: Double { max(0.01 * base.cycle, closureError) }

  func account() -> Account {
    let rows = classRows()
    let claimed = Set(rows.filter(\.isClaimed).map(\.lossClass))
    let tree = AccountTree(forest: forest, threshold: 0.0002 * level.cycle)
    var account = Account(
      level: level.level, baseCycle: base.cycle, cycle: level.cycle, baseThroughput: base.throughput, throughput: level.throughput, rows: rows,
      stacks: stackRows(claimed), victims: tree.nodes(victimTimes()), culprits: tree.nodes(culprits.times(victimTimes(), self)))
    account.busiest = busiest
    return account
  }

  private var busiest: FrameName? {
    var times: [Int32: Double] = [:]
    for (index, key) in table.keys.enumerated() where key.state.isRunning {
      let named = code.named[Int(key.node)]
      if named > 0 { times[forest.nodeFrames[Int(named)], default: 0] += level.value(index) }
    }
    return times.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { FrameName(forest.frames[Int($0.key)]) }
  }

  /// A factor from nanoseconds per request to requests per second lost: X(1)·X(N).
  private var lossPerTime: Double { base.throughput * level.throughput * 1e-9 }
  private var loss: Double { Double(level.level) * base.throughput - level.throughput }

  // MARK: Rows by class

  private func classRows() -> [Account.Row] {
    let classes = LossClass.allCases.filter { $0 != .base }
    var sums: [LossClass: (base: Double, delta: Double, evidence: Double)] = [:]
    for (index, key) in table.keys.enumerated() {
      let (before, after) = (base.value(index), level.value(index))
      for part in split.parts(of: key.state) {
        var sum = sums[part.lossClass] ?? (0, 0, 0)
        sum.base += part.share * before
        sum.delta += part.share * (after - before)
        sum.evidence += part.share * (index < level.evidence.count ? level.evidence[index] : 0)
        sums[part.lossClass] = sum
      }
    }
    let tests = classes.map { lossClass in
      test { state in split.parts(of: state).reduce(0) { $1.lossClass == lossClass ? $0 + $1.share : $0 } }
    }
    let q = BenjaminiHochberg.adjusted(tests.map { $0?.pValue ?? 1 })
    let baseRow = Account.Row(
      lossClass: .base, base: base.cycle, delta: Interval(exactly: 0), loss: 0, share: Interval(exactly: 0))
    return [baseRow]
      + classes.enumerated().map { place, lossClass in
        let sum = sums[lossClass] ?? (0, 0, 0)
        let delta = Self.around(sum.delta, tests[place])
        return Account.Row(
          lossClass: lossClass, base: sum.base, delta: delta, loss: sum.delta * lossPerTime, share: share(delta), q: q[place],
          isClaimed: sum.evidence >= Self.leastEvidence && isClaimable(delta, q[place]), ceiling: nil)
      }
  }

  private func isClaimable(_ delta: Interval, _ q: Double) -> Bool {
    q <= Self.leastCertainty && delta.excludesZero && abs(delta.value) >= threshold
  }

  private func share(_ delta: Interval) -> Interval {
    loss != 0 ? delta.scaled(by: lossPerTime / loss) : Interval(exactly: 0)
  }

  /// The runs at N against those at 1, of a sum of states.
  private func test(_ share: (AccountState) -> Double) -> CostTest? {
    let shares = AccountState.allCases.map(share)
    func values(_ runs: [RunCells]) -> [Double] {
      runs.map { run in run.cells.reduce(0) { $0 + $1.value * shares[table.keys[Int($1.index)].state.order] } }
    }
    return CostTest(values(base.runs), values(level.runs))
  }

  /// The interval of a test, around the value of all runs together.
  private static func around(_ value: Double, _ test: CostTest?) -> Interval {
    guard let test else { return Interval(exactly: value) }
    return Interval(value, low: min(value, test.difference.low), high: max(value, test.difference.high))
  }

  // MARK: Rows by stack

  private func stackRows(_ claimed: Set<LossClass>) -> [Account.StackRow] {
    let groups = groups()
    let before = values(base.runs, groups)
    let after = values(level.runs, groups)
    let tests = groups.indices.map { CostTest(before[$0], after[$0]) }
    // From the top down: rows of a class that is not claimed are not tested.
    let tested = groups.indices.filter { claimed.contains(groups[$0].key.lossClass) }
    var q = [Double](repeating: 1, count: groups.count)
    for (place, value) in BenjaminiHochberg.adjusted(tested.map { tests[$0]?.pValue ?? 1 }).enumerated() { q[tested[place]] = value }
    return groups.enumerated().map { place, group in
      let delta = Self.around(group.delta, tests[place])
      let key = table.keys[Int(group.heaviest)]
      let culprit = culprits.stack(group.key.lossClass, group.key.resource)
      var row = Account.StackRow(
        lossClass: group.key.lossClass, state: key.state, victim: stack(key.node), culprit: culprit.map { stack($0) } ?? [],
        resource: group.key.resource >= 0 ? resources[group.key.resource].name : "", base: group.base, delta: delta, share: share(delta).value,
        q: q[place], isClaimed: group.evidence >= Self.leastEvidence && isClaimable(delta, q[place]), evidence: group.evidence)
      row.acting = depth(from: key.node, to: code.named[Int(key.node)])
      row.actingCulprit = culprit.map { depth(from: $0, to: code.named[Int($0)]) } ?? 0
      return row
    }
  }

  /// By whom a reader would name, class and resource; the largest |Δ| first.
  func groups() -> [Group] {
    var places: [GroupKey: Int] = [:]
    var groups: [Group] = []
    for (index, key) in table.keys.enumerated() {
      let (before, after) = (base.value(index), level.value(index))
      if before == 0, after == 0 { continue }
      for part in split.parts(of: key.state) {
        let groupKey = GroupKey(node: code.named[Int(key.node)], lossClass: part.lossClass, resource: key.resource)
        let place = places[groupKey] ?? groups.count
        if place == groups.count {
          places[groupKey] = place
          groups.append(Group(key: groupKey))
        }
        groups[place].base += part.share * before
        groups[place].delta += part.share * (after - before)
        groups[place].evidence += part.share * (index < level.evidence.count ? level.evidence[index] : 0)
        groups[place].cells.append((Int32(index), part.share))
        // Of time that is split between classes only its part counts: a hundredth of all waiting for cores is not what a row of running is made of.
        let time = abs(part.share) * max(before, after)
        if time > groups[place].weight { (groups[place].weight, groups[place].heaviest) = (time, Int32(index)) }
      }
    }
    groups.sort { (abs($1.delta), $0.key.node, $0.key.resource) < (abs($0.delta), $1.key.node, $1.key.resource) }
    return Array(groups.prefix(Self.rowLimit))
  }

  /// Nanoseconds per request by group and run.
  private func values(_ runs: [RunCells], _ groups: [Group]) -> [[Double]] {
    var places = [[(group: Int, share: Double)]](repeating: [], count: table.keys.count)
    for (place, group) in groups.enumerated() { for cell in group.cells { places[Int(cell.index)].append((place, cell.share)) } }
    var result = [[Double]](repeating: [Double](repeating: 0, count: runs.count), count: groups.count)
    for (number, run) in runs.enumerated() {
      for cell in run.cells { for (group, share) in places[Int(cell.index)] { result[group][number] += share * cell.value } }
    }
    return result
  }

  private func stack(_ node: Int32) -> [FrameName] { forest.stack(of: node).map(FrameName.init) }

  private func depth(from node: Int32, to caller: Int32) -> Int {
    var (current, depth) = (node, 0)
    while current > 0, current != caller {
      current = forest.parents[Int(current)]
      depth += 1
    }
    return current == caller ? depth : 0
  }

  // MARK: Trees

  /// Own time at N = 1, and own Δ by class, of every node.
  private func victimTimes() -> NodeTimes {
    var times = NodeTimes(count: forest.nodeCount)
    for (index, key) in table.keys.enumerated() {
      let (before, after) = (base.value(index), level.value(index))
      times.base[Int(key.node)] += before
      for part in split.parts(of: key.state) { times.add(part.share * (after - before), part.lossClass, key.node) }
    }
    return times
  }
}

extension FrameName {
  init(_ frame: ViewFrame) { self.init(frame.name, file: frame.file, line: frame.line) }
}
