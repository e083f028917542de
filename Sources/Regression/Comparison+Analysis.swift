import Profiles
import Scaling
import Statistics

extension Comparison {
  /// The rows of an analysis with what they tell.
  ///
  /// - Parameter confirmed: Rows that fresh pairs confirmed; nil when nothing has to be confirmed.
  init(_ table: RunTable, _ analysis: Analysis, _ judgement: Judgement, confirmed: Set<RowKey>?) {
    limits = judgement.limits
    unit = analysis.unit
    base = Subject(analysis.selection.base.map { table.runs[$0] })
    head = Subject(analysis.selection.head.map { table.runs[$0] })
    addMetrics(analysis, judgement, confirmed)
    addFunctions(table, analysis, judgement)
    tellMoved(table, analysis)
    for index in functions.indices where functions[index].statement == .unconfirmed && !functions[index].mayHaveMoved {
      if confirmed?.contains(.function(functions[index].frame)) ?? true { functions[index].statement = .worse }
    }
    assignAspects()
    addOthers(analysis)
    sortFunctions()
  }

  private mutating func addMetrics(_ analysis: Analysis, _ judgement: Judgement, _ confirmed: Set<RowKey>?) {
    for (row, estimate) in zip(analysis.metrics.rows, analysis.metricEstimates) {
      let unknown = Interval(.nan, low: -.infinity, high: .infinity)
      var change = MetricChange(row.name, row.unit, row.aspect, base: estimate.base, head: estimate.head, change: estimate.change ?? unknown)
      change.subject = row.subject
      change.p = estimate.p
      change.q = estimate.q
      change.minimumDetectableEffect = estimate.minimumDetectableEffect
      change.upperBound = estimate.upperBound.isFinite ? estimate.upperBound : nil
      change.isTotal = row.isTotal
      change.statement = judgement.statement(estimate, least: row.leastDifference(analysis, limits))
      if change.statement == .unconfirmed {
        if row.isExplanation {
          change.statement = .cannotTell
          change.note = "depends on what else the machine does, and never fails a gate"
        } else if confirmed?.contains(.metric(row.name, row.subject)) ?? true {
          change.statement = .worse
        }
      }
      metrics.append(change)
    }
  }

  private mutating func addFunctions(_ table: RunTable, _ analysis: Analysis, _ judgement: Judgement) {
    let (before, after) = (analysis.costs.total.meanBase, analysis.costs.total.meanHead)
    for (place, index) in analysis.costs.functions.enumerated() {
      let function = analysis.match.functions[index]
      let (row, estimate) = (analysis.costs.rows[place], analysis.functionEstimates[place])
      let frame = table.forest.frames[function.shown]
      var change = FunctionChange(
        function: frame.name, file: frame.file, line: frame.line, module: table.modules[function.shown], match: function.match, base: estimate.base,
        head: estimate.head, difference: estimate.difference, change: estimate.change,
        share: Self.share(estimate, before, after, isNew: function.match == .new),
        baseTotal: Self.total(of: function, analysis.selection.base, table, analysis.unit),
        headTotal: Self.total(of: function, analysis.selection.head, table, analysis.unit),
        baseSamples: Int(nearest: row.baseSamples.reduce(0, +)), headSamples: Int(nearest: row.headSamples.reduce(0, +)))
      if let old = function.before, table.forest.frames[old].name != frame.name { change.baseFunction = table.forest.frames[old].name }
      change.frame = function.shown
      change.p = estimate.p
      change.q = estimate.q
      change.minimumDetectableEffect = estimate.minimumDetectableEffect
      change.statement = judgement.statement(estimate, least: limits.leastShare * max(before, after))
      functions.append(change)
    }
  }

  private static func share(_ estimate: Estimate, _ before: Double, _ after: Double, isNew: Bool) -> Double {
    if isNew || before <= 0 { return after > 0 ? estimate.head.value / after : 0 }
    return estimate.base.value / before
  }

  /// With everything it calls, a mean over runs.
  static func total(of function: MatchedFunction, _ runs: [Int], _ table: RunTable, _ unit: CostUnit) -> Double {
    guard !runs.isEmpty else { return 0 }
    let sums = runs.map { run in function.frames.reduce(0) { max($0, table.runs[run].total($1)) } / table.runs[run].units(unit) }
    return SampleStatistics.mean(sums)
  }

  /// Increases that others gave up fail nothing.
  private mutating func tellMoved(_ table: RunTable, _ analysis: Analysis) {
    let growing = functions.indices.filter { functions[$0].statement == .unconfirmed }
    guard !growing.isEmpty else { return }
    let moved = MovedCost(table, analysis, growing: Set(growing))
    for row in growing.prefix(Self.mostExamined) {
      guard let finding = moved.finding(for: row) else { continue }
      if finding.isCertain {
        functions[row].statement = .moved
        functions[row].movedWithin = finding.within
        functions[row].movedFrom = finding.from
      } else {
        functions[row].mayHaveMoved = true
        let from = finding.from.isEmpty ? "others" : finding.from
        functions[row].note = "it may have moved from \(from) (\(finding.within)): more pairs would tell"
      }
    }
  }

  /// So many increases at once are a change of the whole program.
  private static let mostExamined = 50

  /// One row for what is too small for one of its own, so that the rows add up to the total.
  private mutating func addOthers(_ analysis: Analysis) {
    let (row, estimate) = (analysis.costs.others, analysis.othersEstimate)
    guard row.meanBase > 0 || row.meanHead > 0 else { return }
    var others = FunctionChange(
      function: "other functions", file: "", line: 0, module: "", match: .name, base: estimate.base, head: estimate.head,
      difference: estimate.difference, change: estimate.change,
      share: Self.share(estimate, analysis.costs.total.meanBase, analysis.costs.total.meanHead, isNew: false), baseTotal: estimate.base.value,
      headTotal: estimate.head.value, baseSamples: Int(nearest: row.baseSamples.reduce(0, +)), headSamples: Int(nearest: row.headSamples.reduce(0, +))
    )
    (others.p, others.q) = (estimate.p, 1)
    others.minimumDetectableEffect = estimate.minimumDetectableEffect
    let count = analysis.match.functions.count - analysis.costs.functions.count
    others.note = "\(count) functions with fewer than \(Int(CostRows.leastSamples)) samples a run, and stacks nobody could name"
    functions.append(others)
  }

  private mutating func sortFunctions() {
    let ranks: [Statement: Int] = [.worse: 0, .unconfirmed: 1, .moved: 2]
    functions.sort { left, right in
      let (first, second) = (ranks[left.statement] ?? 3, ranks[right.statement] ?? 3)
      if first != second { return first < second }
      let (one, other) = (abs(left.difference.value), abs(right.difference.value))
      return one != other ? one > other : (left.function, left.file) < (right.function, right.file)
    }
  }
}

extension Comparison.Subject {
  init(_ runs: [ReducedRun]) {
    self.runs = runs.count
    samples = Int(nearest: runs.reduce(0) { $0 + $1.samples })
    requests = runs.reduce(0) { $0 + $1.requests }
    seconds = runs.reduce(0) { $0 + $1.seconds }
    environment = runs.first?.environment ?? Environment()
  }
}
