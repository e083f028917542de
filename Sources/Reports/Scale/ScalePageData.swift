import Profiles
import Scaling
import Statistics

/// What the page of `scale` draws, as JSON: functions once, everything else refers to them by number. Times are nanoseconds per request.
enum ScalePageData {
  static func json(_ result: ScaleResult) -> [UInt8] {
    var names = ScalePageNames()
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("sentence", result.sentence)
      writer.field("isTrusted", result.isTrusted)
      trust(result.trust, &writer)
      environment(result, &writer)
      words(&writer)
      writer.list("levels", result.levels, level)
      writer.list("ceilings", result.ceilings) { ceiling($0, &names, &$1) }
      if let account = result.account { self.account(account, &names, &writer) }
      if let curve = result.curve { self.curve(curve, &writer) }
      if let growth = result.growth { self.growth(growth, &names, &writer) }
      if let ageing = result.ageing { self.ageing(ageing, &names, &writer) }
      if let interaction = result.interaction { self.interaction(interaction, &writer) }
      names.write(&writer)
    }
    return writer.utf8
  }

  private static func trust(_ items: [TrustItem], _ writer: inout JSONWriter) {
    writer.list("trust", items) { item, writer in
      writer.field("name", item.name)
      writer.field("status", item.status.rawValue)
      writer.field("text", item.text)
    }
  }

  /// What was run where, in the order a reader asks.
  private static func environment(_ result: ScaleResult, _ writer: inout JSONWriter) {
    let environment = result.environment
    writer.field("tool", environment.toolVersion.isEmpty ? "" : "headroom \(environment.toolVersion)")
    writer.field("target", environment.target)
    var facts = [("Load", environment.load), ("Processor", environment.cpuModel)]
    if environment.processors > 0 { facts.append(("Processors", String(environment.processors))) }
    facts += [("Kernel", environment.kernel), ("Toolchain", environment.toolchain), ("Collector", environment.collector)]
    let repetitions = result.levels.map(\.repetitions)
    if let least = repetitions.min(), let most = repetitions.max() {
      let number = least == most ? String(most) : "\(least) to \(most)"
      let length = environment.secondsPerRun > 0 ? ", \(Quantity.seconds(whole(environment.secondsPerRun * 1e9))) each" : ""
      facts.append(("Runs per level", number + length))
    }
    if environment.date > 0 { facts.append(("Measured", CalendarTime.text(whole(environment.date * 1e9)))) }
    writer.list("environment", facts.filter { !$0.1.isEmpty }) { fact, writer in
      writer.field("name", fact.0)
      writer.field("text", fact.1)
    }
  }

  /// A whole number near a value that may be anything.
  private static func whole(_ value: Double) -> Int64 { Int64(exactly: value.rounded()) ?? 0 }

  private static func words(_ writer: inout JSONWriter) {
    writer.list("classes", LossClass.allCases) { lossClass, writer in
      writer.field("name", lossClass.rawValue)
      writer.field("title", ScaleWords.title(lossClass))
      writer.field("meaning", ScaleWords.meaning(lossClass))
    }
    writer.list("states", AccountState.allCases) { state, writer in
      writer.field("name", state.rawValue)
      writer.field("title", ScaleWords.title(state))
    }
  }

  private static func level(_ level: Level, _ writer: inout JSONWriter) {
    writer.field("level", level.level)
    writer.interval("throughput", level.throughput)
    writer.interval("cycle", level.cycleTime)
    if let response = level.response { writer.exact("response", response) }
    writer.interval("processor", level.cpuPerRequest)
    writer.exact("measured", level.measured)
    writer.exact("usable", level.usableProcessors)
    writer.exact("utilisation", level.utilisation)
    writer.field("zone", level.zone)
    writer.key("states")
    writer.object { writer in
      for state in AccountState.allCases { if let time = level.states[state] { writer.exact(state.rawValue, time) } }
    }
  }

  private static func ceiling(_ ceiling: Ceiling, _ names: inout ScalePageNames, _ writer: inout JSONWriter) {
    writer.field("kind", ceiling.kind.rawValue)
    writer.field("title", ScaleWords.title(ceiling.kind))
    writer.field("name", ceiling.name)
    if let holder = ceiling.holder { writer.field("holder", names.index(of: holder)) }
    if let service = ceiling.service { writer.interval("service", service) }
    if let maximum = ceiling.maximum { writer.interval("maximum", maximum) }
    if let knee = ceiling.knee { writer.exact("knee", knee) }
    writer.exact("utilisation", ceiling.utilisation)
    if let predicted = ceiling.predicted { writer.exact("predicted", predicted) }
    writer.field("basis", ceiling.basis)
  }
}
