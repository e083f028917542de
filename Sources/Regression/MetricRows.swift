import Profiles

/// The totals of each run, per unit: what is metered and what the profile adds up to.
struct MetricRows: Sendable {
  struct Row: Sendable {
    var name: Comparison.MetricChange.Name
    var subject = ""
    var unit: Comparison.MetricChange.Unit
    var aspect: Aspect
    var data: RowData
    var isTotal = false
  }

  private(set) var rows: [Row] = []
  private let base: [ReducedRun]
  private let head: [ReducedRun]
  private let unit: Comparison.CostUnit

  init(_ table: RunTable, _ selection: RunSelection, _ unit: Comparison.CostUnit) {
    base = selection.base.map { table.runs[$0] }
    head = selection.head.map { table.runs[$0] }
    self.unit = unit
    addTimes()
    addStates()
    let perUnit = { (value: @escaping (Meters) -> Double?) in { (run: ReducedRun) in value(run.meters).map { $0 / run.units(unit) } } }
    addMeter(.contextSwitches, .count, .performance, perUnit(\.contextSwitches))
    addMeter(.peakResidentMemory, .bytes, .performance) { $0.meters.peakResidentBytes }
    addMeter(.startTime, .nanoseconds, .performance) { $0.meters.startSeconds.map { $0 * 1e9 } }
    addMeter(.startCPU, .nanoseconds, .performance) { $0.meters.startCPU }
  }

  private mutating func addTimes() {
    let runs = base + head
    // The kernel's account of the process has no sampling noise; where it lacks for a run the profile stands for all.
    let isMetered = runs.allSatisfy { $0.meters.targetCPU > 0 }
    var cpu = data { isMetered ? $0.meters.targetCPU : $0.cost }
    if !isMetered { (cpu.baseSamples, cpu.headSamples) = (base.map(\.samples), head.map(\.samples)) }
    if runs.contains(where: { $0.cost > 0 || isMetered }) {
      rows.append(Row(name: .cpuTime, unit: .nanoseconds, aspect: .performance, data: cpu, isTotal: true))
    }
    guard unit == .request, runs.allSatisfy({ $0.seconds > 0 && $0.requests > 0 }) else { return }
    // Where the program is on a processor for most of the time, or would be if it got one, its clock adds only what the rest of the machine did.
    let isWaiting = runs.reduce(0) { $0 + $1.secondsWaited } > 0.5 * runs.reduce(0) { $0 + $1.seconds }
    rows.append(Row(name: .wallTime, unit: .nanoseconds, aspect: .performance, data: data { $0.seconds * 1e9 }, isTotal: isWaiting))
  }

  private mutating func addStates() {
    let scaling: Set = [ThreadState.lock.rawValue, ThreadState.runqueue.rawValue, TaskState.pool.rawValue, TaskState.actor.rawValue]
    let told = scaling.union([ThreadState.io.rawValue, ThreadState.fault.rawValue])
    let states = Set((base + head).flatMap(\.states.keys)).intersection(told)
    for state in states.sorted() {
      let row = data { $0.states[state] ?? 0 }
      rows.append(
        Row(
          name: .stateTime, subject: state, unit: .nanoseconds, aspect: scaling.contains(state) ? .scalability : .performance, data: row))
    }
  }

  /// A meter that every run has.
  private mutating func addMeter(
    _ name: Comparison.MetricChange.Name, _ unit: Comparison.MetricChange.Unit, _ aspect: Aspect, _ value: (ReducedRun) -> Double?
  ) {
    let (before, after) = (base.compactMap(value), head.compactMap(value))
    guard before.count == base.count, after.count == head.count, before.contains(where: { $0 > 0 }) || after.contains(where: { $0 > 0 }) else {
      return
    }
    rows.append(Row(name: name, unit: unit, aspect: aspect, data: RowData(base: before, head: after)))
  }

  private func data(_ value: (ReducedRun) -> Double) -> RowData {
    RowData(base: base.map { value($0) / $0.units(unit) }, head: head.map { value($0) / $0.units(unit) })
  }
}
