import Profiles

/// What every report says before its tables: what was recorded, and how far it can be trusted.
public struct Summary: Sendable {
  /// One line: program, process, how long, when.
  public let heading: String
  /// One line: samples, lost, cut short, complete, chains, clock, collector.
  public let trust: String
  /// Further facts, one line each.
  public let notes: [String]

  public init(_ profile: Profile) {
    let environment = profile.environment
    heading = Self.heading(profile)
    trust = Self.trust(environment, profile)
    notes = environment.notes
  }

  /// Why a report has no tables, and what to do about it; nil when it has some.
  static func emptyReason(_ table: FunctionTable, of profile: Profile) -> String? {
    if table.total != 0 { return nil }
    if table.unfilteredTotal != 0 { return "no stack is left: --focus or --ignore leaves out all of them" }
    if profile.samples.count > 0 { return "there are samples, but their values of '\(table.sampleType.type)' add up to nothing" }
    return "there are no samples: was the program idle? put it under load, record longer with -d, or check the process with headroom doctor -p PID"
  }

  private static func heading(_ profile: Profile) -> String {
    let environment = profile.environment
    var parts: [String] = []
    if !environment.target.isEmpty { parts.append(environment.target.split(separator: "/").last.map(String.init) ?? environment.target) }
    if environment.processID != 0 { parts.append("process \(environment.processID)") }
    if profile.duration > 0 { parts.append("\(Quantity.seconds(profile.duration)) recorded") }
    if profile.startTime > 0 { parts.append(CalendarTime.text(profile.startTime)) }
    return parts.isEmpty ? "profile" : parts.joined(separator: ", ")
  }

  private static func trust(_ environment: Environment, _ profile: Profile) -> String {
    let trust = environment.trust
    let samples = trust.samples > 0 ? trust.samples : Self.sampleCount(profile)
    var parts = ["\(Quantity.count(samples)) samples"]
    // A file of another tool says nothing of what it lost.
    if trust.samples > 0 || !environment.collector.isEmpty {
      parts.append("\(Quantity.count(trust.lost)) lost" + (trust.lost > 0 ? " (\(Quantity.percent(trust.lost, of: trust.lost &+ samples)))" : ""))
      parts.append("\(Quantity.count(trust.truncated)) cut short")
      if samples > 0 { parts.append("\(Quantity.percent(trust.complete, of: samples)) reach their root") }
      if trust.asyncSamples > 0 {
        parts.append(
          "\(Quantity.percent(trust.asyncComplete, of: trust.asyncSamples)) of \(Quantity.count(trust.asyncSamples)) async ones have all callers")
      }
    }
    if environment.frequency > 0 { parts.append("\(environment.frequency) Hz") }
    if !environment.clock.isEmpty { parts.append(environment.clock) }
    if !environment.collector.isEmpty { parts.append("\(environment.collector) collector") }
    return parts.joined(separator: ", ")
  }

  private static func sampleCount(_ profile: Profile) -> Int64 {
    guard let type = profile.sampleTypeIndex("samples") else { return Int64(profile.samples.count) }
    return (0..<profile.samples.count).reduce(0) { $0 &+ profile.samples.value(type, of: $1) }
  }
}
