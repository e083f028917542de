import Profiles
import Scaling
import Statistics

extension Comparison {
  /// The rows of an analysis with what they tell.
  init(_ table: RunTable, _ analysis: Analysis, _ judgement: Judgement) {
    limits = judgement.limits
    unit = analysis.unit
    base = Subject(analysis.selection.base.map { table.runs[$0] })
    head = Subject(analysis.selection.head.map { table.runs[$0] })
    addMetrics(analysis, judgement)
    addFunctions(table, analysis, judgement)
  }

  private mutating func addMetrics(_ analysis: Analysis, _ judgement: Judgement) {
    for (row, estimate) in zip(analysis.metrics.rows, analysis.metricEstimates) {
      var change = MetricChange(
        row.name, row.unit, row.aspect, base: estimate.base, head: estimate.head, change: estimate.change ?? Interval(exactly: .nan))
      change.subject = row.subject
      change.p = estimate.p
      change.q = estimate.q
      change.minimumDetectableEffect = estimate.minimumDetectableEffect
      change.isTotal = row.isTotal
      change.statement = judgement.statement(estimate, total: 0)
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
        share: before > 0 && function.match != .new ? estimate.base.value / before : after > 0 ? estimate.head.value / after : 0,
        baseTotal: Self.total(of: function, analysis.selection.base, table, analysis.unit),
        headTotal: Self.total(of: function, analysis.selection.head, table, analysis.unit),
        baseSamples: Int(row.baseSamples.reduce(0, +)), headSamples: Int(row.headSamples.reduce(0, +)))
      if let old = function.before { change.baseFunction = table.forest.frames[old].name }
      change.p = estimate.p
      change.q = estimate.q
      change.minimumDetectableEffect = estimate.minimumDetectableEffect
      change.statement = judgement.statement(estimate, total: max(before, after))
      functions.append(change)
    }
  }

  /// With everything it calls, a mean over runs.
  private static func total(of function: MatchedFunction, _ runs: [Int], _ table: RunTable, _ unit: CostUnit) -> Double {
    guard !runs.isEmpty else { return 0 }
    let sums = runs.map { run in function.frames.reduce(0) { $0 + table.runs[run].total($1) } / table.runs[run].units(unit) }
    return SampleStatistics.mean(sums)
  }
}

extension Comparison.Subject {
  init(_ runs: [ReducedRun]) {
    self.runs = runs.count
    samples = Int(runs.reduce(0) { $0 + $1.samples })
    requests = runs.reduce(0) { $0 + $1.requests }
    seconds = runs.reduce(0) { $0 + $1.seconds }
    environment = runs.first?.environment ?? Environment()
  }
}
