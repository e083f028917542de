import Glibc
import Profiles
import Statistics

/// Tells an increase that others gave up from one that is new.
///
/// For each increase the functions of one domain (what it calls, a caller with all it calls, its name, type, file or image) are looked at: the increase has
/// moved when functions there gave up at least half of it, and the sum of both is below half of it with 95 %. The sum also holds what else in the domain is
/// claimed to have grown, so that two increases cannot be paid by one decrease.
/// Source of the idea: D. Y. Yoon et al., "FBDetect: Catching Tiny Performance Regressions at Hyperscale through In-Production Monitoring", SOSP 2024.
struct MovedCost {
  struct Finding {
    var within: String
    /// Whether the sum is known well enough.
    var isCertain: Bool
    /// The function that gave up most of it; empty when it is less than half.
    var from: String
  }

  private let table: RunTable
  private let analysis: Analysis
  /// Rows that gave up something, taken by itself, and rows that are claimed to have grown.
  private let givers: [Int]
  private let growing: Set<Int>
  private let whole: Double
  /// The row of each matched function; -1 without one.
  private var rowOfFunction: [Int]

  /// - Parameter growing: Rows that are claimed to have grown.
  init(_ table: RunTable, _ analysis: Analysis, growing: Set<Int>) {
    self.table = table
    self.analysis = analysis
    self.growing = growing
    givers = analysis.functionEstimates.indices.filter { index in
      let estimate = analysis.functionEstimates[index]
      return !estimate.isIncrease && estimate.difference.value < 0 && estimate.p <= 0.1
    }
    whole = max(analysis.costs.total.meanBase, analysis.costs.total.meanHead)
    rowOfFunction = [Int](repeating: -1, count: analysis.match.functions.count)
    for (row, function) in analysis.costs.functions.enumerated() { rowOfFunction[function] = row }
  }

  /// - Returns: nil when nobody gave up half of the increase.
  func finding(for row: Int) -> Finding? {
    guard !givers.isEmpty else { return nil }
    let increase = analysis.functionEstimates[row].difference.value
    var doubt: Finding?
    for (name, rows) in domains(of: row) {
      let giving = givers.filter { $0 != row && rows.contains($0) }
      let given = giving.reduce(0) { $0 - analysis.functionEstimates[$1].difference.value }
      guard given >= increase / 2 else { continue }
      let members = Set(giving).union(growing.intersection(rows)).union([row])
      let most = giving.min { analysis.functionEstimates[$0].difference.value < analysis.functionEstimates[$1].difference.value }
      let from = most.flatMap { -analysis.functionEstimates[$0].difference.value >= given / 2 ? self.name($0) : nil } ?? ""
      let isCertain = upperBound(members) < increase / 2
      if isCertain { return Finding(within: name, isCertain: true, from: from) }
      if doubt == nil, net(members) < increase / 2 { doubt = Finding(within: name, isCertain: false, from: from) }
    }
    return doubt
  }

  private func net(_ rows: Set<Int>) -> Double { rows.reduce(0) { $0 + analysis.functionEstimates[$1].difference.value } }

  /// The 95 % upper bound of the sum of the differences of some rows, per unit.
  private func upperBound(_ rows: Set<Int>) -> Double {
    let ordered = rows.sorted()
    guard analysis.selection.isPaired, let pairs = analysis.costs.rows.first?.base.count, pairs > 1 else {
      let errors = ordered.map { analysis.functionEstimates[$0].difference.reach / 1.96 }
      return net(rows) + 1.645 * errors.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    var sum = RowData(base: [], head: [])
    for row in ordered { if sum.base.isEmpty { sum = analysis.costs.rows[row] } else { sum.add(analysis.costs.rows[row]) } }
    // What all functions of a pair have in common is the machine's, and would hide what two of them traded.
    let common = analysis.common
    let differences = (0..<pairs).map { sum.head[$0] * exp(-($0 < common.count ? common[$0] : 0)) - sum.base[$0] }
    let counting = sum.costPerSample * sum.costPerSample * (sum.meanBaseSamples + sum.meanHeadSamples)
    let variance = max(SampleStatistics.variance(differences), counting / 2)
    let quantile = StudentDistribution(degreesOfFreedom: Double(pairs - 1)).quantile(0.95)
    return SampleStatistics.mean(differences) + quantile * (variance / Double(pairs)).squareRoot()
  }

  // MARK: Domains

  private func function(_ row: Int) -> MatchedFunction { analysis.match.functions[analysis.costs.functions[row]] }
  private func name(_ row: Int) -> String { table.forest.frames[function(row).shown].name }

  /// Narrow ones first.
  private func domains(of row: Int) -> [(name: String, rows: Set<Int>)] {
    var domains = callDomains(of: row)
    let frame = table.forest.frames[function(row).shown]
    let own = FunctionName(frame.name)
    func add(_ name: String, _ belongs: (ViewFrame, FunctionName, Int) -> Bool) {
      let rows = givers.filter { giver in
        let shown = function(giver).shown
        return belongs(table.forest.frames[shown], FunctionName(table.forest.frames[shown].name), shown)
      }
      if !rows.isEmpty {
        domains.append((name, Set(rows).union(growing.filter { belongs(frameOf($0), FunctionName(frameOf($0).name), function($0).shown) })))
      }
    }
    if !own.base.isEmpty { add("name \(own.base)") { _, name, _ in name.base == own.base } }
    if !own.type.isEmpty { add("type \(own.type)") { other, name, _ in name.type == own.type } }
    if !frame.file.isEmpty { add("file \(frame.file.split(separator: "/").last ?? "")") { other, _, _ in other.file == frame.file } }
    let module = table.modules[function(row).shown]
    if !module.isEmpty, share(ofModule: module) <= 0.5 { add("module \(module)") { _, _, shown in table.modules[shown] == module } }
    return domains
  }

  private func frameOf(_ row: Int) -> ViewFrame { table.forest.frames[function(row).shown] }

  private func share(ofModule module: String) -> Double {
    let rows = analysis.costs.functions.indices.filter { table.modules[function($0).shown] == module }
    return whole > 0 ? rows.reduce(0) { $0 + analysis.costs.rows[$1].meanBase } / whole : 1
  }

  /// What the function calls, and its callers with all they call, the smallest first.
  private func callDomains(of row: Int) -> [(name: String, rows: Set<Int>)] {
    let own = analysis.costs.functions[row]
    let (parents, frames) = (table.forest.parents, table.forest.nodeFrames)
    let functions = frames.map { $0 < 0 ? -1 : analysis.match.functionOfFrame[Int($0)] }
    let weights = sides()
    // Cost of the function by who is above it, and who calls it directly.
    var under: [Int: Double] = [:]
    var direct: Set<Int> = []
    for node in functions.indices where functions[node] == own && weights[node] > 0 {
      var seen: Set<Int> = [own]
      var caller = Int(parents[node])
      var isNearest = true
      while caller > 0 {
        let function = functions[caller]
        if function >= 0, seen.insert(function).inserted {
          under[function, default: 0] += weights[node]
          if isNearest { direct.insert(function) }
        }
        isNearest = isNearest && function == own
        caller = Int(parents[caller])
      }
    }
    let all = functions.indices.reduce(0) { $0 + (functions[$1] == own ? weights[$1] : 0) }
    var domains = [("calls of \(name(row))", rows(below: own, functions))]
    let callers = under.filter { $0.value >= all / 2 }.keys.map {
      ($0, Comparison.total(of: analysis.match.functions[$0], analysis.selection.base, table, analysis.unit))
    }
    for (caller, inclusive) in callers.sorted(by: { ($0.1, $0.0) < ($1.1, $1.0) }) {
      let title = "caller \(table.forest.frames[analysis.match.functions[caller].shown].name)"
      if inclusive <= 0.8 * whole {
        domains.append((title, rows(below: caller, functions)))
      } else if direct.contains(caller), rowOfFunction[caller] >= 0 {
        // Of what calls nearly the whole program only its own cost tells something.
        domains.append((title, [rowOfFunction[caller]]))
      }
    }
    return domains
  }

  /// Cost by node of both sides.
  private func sides() -> [Double] {
    (0..<table.forest.nodeCount).map { node in
      (node < table.baseNodes.count ? table.baseNodes[node] : 0) + (node < table.headNodes.count ? table.headNodes[node] : 0)
    }
  }

  /// Rows of what a function calls, and its own.
  private func rows(below function: Int, _ functions: [Int]) -> Set<Int> {
    var isBelow = [Bool](repeating: false, count: functions.count)
    var rows: Set<Int> = []
    for node in functions.indices.dropFirst() {
      isBelow[node] = functions[node] == function || isBelow[Int(table.forest.parents[node])]
      if isBelow[node], functions[node] >= 0, rowOfFunction[functions[node]] >= 0 { rows.insert(rowOfFunction[functions[node]]) }
    }
    return rows
  }
}
