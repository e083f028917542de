import Profiles

/// What every report says before its tables: what was recorded, and how far it can be trusted.
public struct Summary: Sendable {
  /// One line: program, process, how long, when.
  public let heading: String
  /// One line: samples, lost, cut short, complete, chains, clock, collector, how sure shares are, the recorder's own time.
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
    if table.otherStatesTotal != 0 {
      return "no time is left in the states that are shown; --state \(ViewOptions.everyState) shows all of them"
    }
    if let meaning = StateWords.meaning(sampleType: table.sampleType.type), profile.samples.count > 0 {
      return "there is nothing of '\(table.sampleType.type)', \(meaning)"
    }
    if profile.samples.count > 0 { return "there are samples, but their values of '\(table.sampleType.type)' add up to nothing" }
    return "there are no samples: was the program idle? put it under load, record longer with -d, or check the process with headroom doctor -p PID"
  }

  private static func heading(_ profile: Profile) -> String {
    let environment = profile.environment
    var parts: [String] = []
    // What turns the order of letters would turn the numbers after it.
    let target = TextPage.printable(environment.target)
    if !target.isEmpty { parts.append(target.split(separator: "/").last.map(String.init) ?? target) }
    if environment.processID != 0 { parts.append("process \(environment.processID)") }
    if profile.duration > 0 { parts.append("\(Quantity.seconds(profile.duration)) recorded") }
    if profile.startTime > 0 { parts.append(CalendarTime.text(profile.startTime)) }
    if environment.processors > 0 { parts.append("\(environment.processors) processor\(environment.processors == 1 ? "" : "s")") }
    if let requests = environment.countedRequests { parts.append("\(Quantity.count(requests)) request\(requests == 1 ? "" : "s")") }
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
    return parts.joined(separator: ", ") + certainty(profile, samples) + closure(trust) + recorder(profile)
  }

  /// How well shares of sampled time are known; "" for samples of another tool.
  ///
  /// Half of the interval that holds a share of a tenth in 19 of 20 recordings, for independent samples: 1.96·√(p(1−p)/n).
  private static func certainty(_ profile: Profile, _ samples: Int64) -> String {
    guard profile.periodType == .cpu, profile.period > 0, samples > 1 else { return "" }
    let points = Int64((196 * (0.09 / Double(samples)).squareRoot() * 10).rounded())
    return "; a share of 10 % of the CPU time is known to ± \(points / 10).\(points % 10) points"
  }

  /// How much of the processor time is the recorder's own; "" for next to none.
  private static func recorder(_ profile: Profile) -> String {
    let (own, all) = (profile.recorderTime(), profile.total(ofSampleType: ValueType.cpu.type))
    guard own > 0, own >= all / 1_000 else { return "" }
    return "; \(Quantity.percent(own, of: all)) of the CPU time is the recorder's own: its breakpoints and programs in the kernel"
  }

  /// Millionths by which the states of a thread may miss its wall time before a report warns of it.
  private static let largestClosureError: Int64 = 5_000

  /// Whether the account of the threads' states adds up; "" when there is none.
  private static func closure(_ trust: Trust) -> String {
    guard trust.wall > 0 else { return "" }
    let error = Quantity.percent(millionths: trust.closureError)
    if trust.closureError > largestClosureError {
      return "; CAUTION: the states of some threads miss their wall time by up to \(error), so shares of states are no better than that"
    }
    return "; the states of all threads add up to their wall time " + (trust.closureError == 0 ? "exactly" : "within \(error)")
  }

  /// Says what the values are and what was left out of them, one line each.
  static func scope(_ view: ProfileView) -> [String] {
    var lines: [String] = []
    if view.options.sampleType != nil || view.options.states != nil, let meaning = StateWords.meaning(sampleType: view.sampleType.type) {
      lines.append("shown: \(meaning)" + (view.options.states.map { ", in these states: \($0.joined(separator: ", "))" } ?? ""))
    }
    if view.otherStatesTotal != 0 {
      let left = Quantity.value(view.otherStatesTotal, view.sampleType)
      lines.append(
        view.options.states == nil
          ? "left out: \(left) of threads that were idle or asleep; --state idle,sleep shows only that, --state \(ViewOptions.everyState) everything"
          : "left out: \(left) in other states; --state \(ViewOptions.everyState) shows everything")
    }
    if view.total != view.unfilteredTotal {
      lines.append(
        "shown: \(Quantity.percent(view.total, of: view.unfilteredTotal)) of \(Quantity.value(view.unfilteredTotal, view.sampleType)), "
          + "the rest was left out by --focus or --ignore")
    }
    return lines
  }

  private static func sampleCount(_ profile: Profile) -> Int64 {
    guard let type = profile.sampleTypeIndex("samples") else { return Int64(profile.samples.count) }
    return (0..<profile.samples.count).reduce(0) { $0 &+ profile.samples.value(type, of: $1) }
  }
}
