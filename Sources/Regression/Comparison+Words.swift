import Scaling
import Statistics

extension Comparison {
  /// What a metric is, in words.
  public static func title(_ name: MetricChange.Name, _ subject: String = "") -> String {
    switch name {
    case .cpuTime: "CPU time"
    case .wallTime: "wall time"
    case .stateTime: "time in state \(subject)"
    case .allocations: "allocations"
    case .systemCalls: "system calls"
    case .contextSwitches: "context switches"
    case .instructions: "instructions"
    case .peakResidentMemory: "peak memory"
    case .startTime: "start time"
    case .startCPU: "CPU time of the start"
    }
  }

  /// `+10.2 %`; `-0.4 %`.
  static func signed(_ share: Double) -> String { (share > 0 ? "+" : "") + ScaleNumber.percent(share) }

  /// `95 % interval +8.1 … +12.3 %`.
  static func range(_ change: Interval) -> String {
    guard change.low.isFinite, change.high.isFinite else { return "no interval" }
    if change.low == change.high { return "the same in every run" }
    return "95 % interval \(signed(change.low)) … \(signed(change.high))"
  }

  /// `Router.respond(to:) got 10.2 % slower (95 % interval +8.1 % … +12.3 %), +0.5 % of the program`.
  func told(_ row: FunctionChange) -> String {
    let whole = max(1e-300, functions.reduce(0) { $0 + $1.base.value })
    let part = "\(Self.signed(row.difference.value / whole)) of the program"
    guard let change = row.change else {
      return "\(row.function) is new and costs \(ScaleNumber.time(row.head.value)) per \(unit.rawValue), \(part)"
    }
    return "\(row.function) got \(ScaleNumber.percent(abs(change.value))) \(change.value < 0 ? "faster" : "slower") (\(Self.range(change))), \(part)"
  }

  /// `CPU time per request +3.2 % (95 % interval +2.1 % … +4.3 %)`.
  func told(_ row: MetricChange) -> String {
    let isWhole = row.name == .peakResidentMemory || row.name == .startTime || row.name == .startCPU
    let title = Self.title(row.name, row.subject) + (isWhole ? "" : " per \(unit.rawValue)")
    if row.isExact { return "\(title) \(ScaleNumber.text(row.base.value)) → \(ScaleNumber.text(row.head.value)), the same in every run" }
    guard row.change.value.isFinite else { return "\(title) \(ScaleNumber.text(row.base.value)) → \(ScaleNumber.text(row.head.value))" }
    return "\(title) \(Self.signed(row.change.value)) (\(Self.range(row.change)))"
  }
}
