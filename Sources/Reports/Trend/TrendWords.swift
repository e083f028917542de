import Scaling
import Statistics

/// Names, units and sentences of a trend.
enum TrendWords {
  enum Unit: String { case nanoseconds, bytes, perSecond, plain }

  private static let functionPrefix = "function "

  static func isFunction(_ name: String) -> Bool { name.hasPrefix(functionPrefix) }

  /// The unit is part of a value's name; a function's value is nanoseconds.
  static func unit(_ name: String) -> Unit {
    if isFunction(name) { return .nanoseconds }
    let key = name.split(separator: " ").first ?? ""
    if key.hasSuffix("Nanoseconds") { return .nanoseconds }
    if key.hasSuffix("Bytes") { return .bytes }
    if key.hasSuffix("PerSecond") { return .perSecond }
    return .plain
  }

  /// Whether less is worse.
  static func isBetterHigher(_ name: String) -> Bool {
    let key = name.split(separator: " ").first ?? ""
    return key.hasSuffix("PerSecond") || key == "peakLevel"
  }

  /// As people call it: `CPU time`, `throughput N=8`, `Router.respond(to:)`.
  static func title(_ name: String) -> String {
    if name.isEmpty { return "value" }
    if isFunction(name) { return String(name.dropFirst(functionPrefix.count)) }
    let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
    let words = [
      "cpuNanoseconds": "CPU time", "wallNanoseconds": "time by the clock", "stateNanoseconds": "time in", "startNanoseconds": "start, by the clock",
      "startCPUNanoseconds": "start, CPU time", "peakResidentBytes": "peak memory", "systemCalls": "system calls",
      "contextSwitches": "context switches",
      "throughputPerSecond": "throughput", "cycleNanoseconds": "cycle time", "ceilingPerSecond": "ceiling", "peakPerSecond": "peak throughput",
      "peakLevel": "clients at the peak",
    ]
    let first = words[parts[0]] ?? parts[0]
    return parts.count > 1 ? "\(first) \(parts[1])" : first
  }

  static func value(_ value: Double, _ unit: Unit) -> String {
    guard value.isFinite else { return "–" }
    switch unit {
    case .nanoseconds: return ScaleNumber.time(value)
    case .bytes: return bytes(value)
    case .perSecond: return "\(ScaleNumber.text(value))/s"
    case .plain: return ScaleNumber.text(value)
    }
  }

  private static func bytes(_ value: Double) -> String {
    switch abs(value) {
    case 1e9...: "\(ScaleNumber.text(value / 1e9)) GB"
    case 1e6...: "\(ScaleNumber.text(value / 1e6)) MB"
    case 1e3...: "\(ScaleNumber.text(value / 1e3)) kB"
    default: "\(ScaleNumber.text(value)) B"
    }
  }

  /// `12.35 µs (12.3 … 12.4)`; without ends where there are none.
  static func interval(_ interval: Interval, _ unit: Unit) -> String {
    let ends = ends(interval, unit)
    return value(interval.value, unit) + (ends.isEmpty ? "" : " (\(ends))")
  }

  /// `12.3 µs … 12.4 µs`; empty where there are none.
  static func ends(_ interval: Interval, _ unit: Unit) -> String {
    guard interval.low.isFinite, interval.high.isFinite, interval.low < interval.high else { return "" }
    return "\(value(interval.low, unit)) … \(value(interval.high, unit))"
  }

  /// `+4.2 %`, `−3 %`; `new` from nothing.
  static func relative(_ change: TrendReport.Change) -> String {
    guard let relative = change.relative, relative.isFinite else { return "from 0" }
    return (relative >= 0 ? "+" : "") + ScaleNumber.percent(relative)
  }

  static func state(_ state: TrendReport.State) -> String {
    switch state {
    case .candidate: "candidate"
    case .confirmed: "confirmed"
    case .wentAway: "went away"
    }
  }

  /// The state, and whether the change is a drift.
  static func state(_ change: TrendReport.Change) -> String { state(change.state) + (change.isGradual ? ", drift" : "") }

  static func meaning(_ change: TrendReport.Change) -> String {
    meaning(change.state) + (change.isGradual ? "; the values lie along a line: no single commit stands for it" : "")
  }

  static func counted(_ state: TrendReport.State) -> String {
    switch state {
    case .candidate: "still to be confirmed"
    case .confirmed: "confirmed"
    case .wentAway: "that went away"
    }
  }

  static func meaning(_ state: TrendReport.State) -> String {
    switch state {
    case .candidate: "too few points came since to be sure"
    case .confirmed: "later points stayed at the new level"
    case .wentAway: "the series came back to where it was"
    }
  }

  /// A commit as it is read: the first twelve digits of a hash, other names whole, the number of a point that has no name.
  static func commit(_ series: TrendReport.Series, _ index: Int) -> String {
    guard series.points.indices.contains(index) else { return "#\(index)" }
    let name = series.points[index].commit
    return name.isEmpty ? "#\(index)" : short(name)
  }

  static func short(_ commit: String) -> String {
    let isHash = commit.utf8.count >= 40 && commit.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return isHash ? String(commit.prefix(12)) : commit
  }

  /// `(last good, first bad]`.
  static func range(_ change: TrendReport.Change, of series: TrendReport.Series) -> String {
    "(\(commit(series, lastGood(change))), \(commit(series, change.range.upperBound))]"
  }

  static func lastGood(_ change: TrendReport.Change) -> Int { max(0, change.range.lowerBound - 1) }

  /// Whether the new level is worse where it is known which direction is; nil for a table of values.
  static func isWorse(_ change: TrendReport.Change, of series: TrendReport.Series) -> Bool? {
    guard !series.name.isEmpty else { return nil }
    return (change.after.value > change.before.value) != isBetterHigher(series.name)
  }

  static func sentence(_ change: TrendReport.Change, of series: TrendReport.Series) -> String {
    let unit = unit(series.name)
    let levels = "from \(value(change.before.value, unit)) to \(value(change.after.value, unit))"
    let title = series.name.isEmpty ? "the value" : title(series.name)
    return "\(title) went \(levels), \(relative(change)), at \(commit(series, change.index))."
  }
}
