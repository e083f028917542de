import Scaling
import Statistics

/// What `scale` found as JSON for scripts, for `diff` and for the page. Names and units are stable; `schema` grows when they change.
public enum ScaleJSON {
  /// The number of the names and units below.
  static let schema = 1

  public static func render(_ result: ScaleResult) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", schema)
      writer.field("sentence", result.sentence)
      writer.field("trusted", result.isTrusted)
      trust(result.trust, &writer)
      environment(result.environment, &writer)
      // Points of a curve that was not measured here are all there is to tell of levels.
      if result.levels.isEmpty, let curve = result.curve { levels(curve, &writer) } else { levels(result, &writer) }
      if let account = result.account { Self.account(account, result.ceilings, &writer) }
      writer.key("ceilings")
      writer.array { writer in for ceiling in result.ceilings { Self.ceiling(ceiling, &writer) } }
      if let curve = result.curve { Self.curve(curve, &writer) }
      if let growth = result.growth { Self.growth(growth, &writer) }
      if let ageing = result.ageing { Self.ageing(ageing, &writer) }
      if let interaction = result.interaction { Self.interaction(interaction, &writer) }
    }
    return writer.text + "\n"
  }

  /// The field `trust[]`.
  static func trust(_ items: [TrustItem], _ writer: inout JSONWriter) {
    list("trust", items, &writer) { item, writer in
      writer.field("name", item.name)
      writer.field("status", item.status.rawValue)
      writer.field("text", item.text)
      writer.field("value", precise: item.value)
    }
  }

  static func environment(_ environment: ScaleEnvironment, _ writer: inout JSONWriter) {
    writer.key("environment")
    writer.object { writer in
      writer.field("toolVersion", environment.toolVersion)
      writer.field("kernel", environment.kernel)
      writer.field("cpuModel", environment.cpuModel)
      writer.field("toolchain", environment.toolchain)
      writer.field("collector", environment.collector)
      writer.field("target", environment.target)
      writer.field("load", environment.load)
      writer.field("dateSeconds", precise: environment.date)
      writer.field("processors", environment.processors)
      writer.field("secondsPerRun", precise: environment.secondsPerRun)
    }
  }

  private static func levels(_ result: ScaleResult, _ writer: inout JSONWriter) {
    writer.key("levels")
    writer.array { writer in
      for level in result.levels {
        writer.object { writer in
          writer.field("level", level.level)
          writer.field("repetitions", level.repetitions)
          writer.field("throughputPerSecond", level.throughput)
          writer.field("efficiency", optional: result.efficiency(of: level))
          writer.field("cycleNanoseconds", level.cycleTime)
          writer.field("responseNanoseconds", precise: level.response)
          writer.field("cpuPerRequestNanoseconds", level.cpuPerRequest)
          writer.field("measuredNanoseconds", precise: level.measured)
          writer.field("residual", precise: level.residual)
          writer.field("statesNanoseconds", AccountState.allCases, level.states)
          writer.field("lossesPerSecond", LossClass.allCases, level.losses)
          writer.field("usableProcessors", precise: level.usableProcessors)
          writer.field("utilisation", precise: level.utilisation)
          writer.field("zone", level.zone)
        }
      }
    }
  }

  private static func ceiling(_ ceiling: Ceiling, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("kind", ceiling.kind.rawValue)
      writer.field("name", ceiling.name)
      if let holder = ceiling.holder {
        writer.key("holder")
        frame(holder, &writer)
      }
      writer.field("serviceNanoseconds", optional: ceiling.service)
      writer.field("maximumPerSecond", optional: ceiling.maximum)
      writer.field("knee", precise: ceiling.knee)
      writer.field("utilisation", precise: ceiling.utilisation)
      writer.field("predictedPerSecond", precise: ceiling.predicted)
      writer.field("basis", ceiling.basis)
    }
  }

  private static func interaction(_ interaction: Interaction, _ writer: inout JSONWriter) {
    writer.key("interaction")
    writer.object { writer in
      writer.field("smallSize", precise: interaction.smallSize)
      writer.field("largeSize", precise: interaction.largeSize)
      writer.field("lowLevel", interaction.lowLevel)
      writer.field("highLevel", interaction.highLevel)
      writer.field("cyclesNanoseconds", interaction.cycles)
      writer.field("excessNanoseconds", LossClass.allCases, interaction.excess)
    }
  }

  static func frame(_ frame: FrameName, _ writer: inout JSONWriter) {
    writer.object { place(frame, &$0) }
  }

  /// The fields of a function in an object that holds more.
  static func place(_ frame: FrameName, _ writer: inout JSONWriter) {
    writer.field("function", frame.function)
    writer.field("file", frame.file)
    writer.field("line", frame.line)
  }
}

extension JSONWriter {
  /// An object of numbers by name, in a fixed order; names without a number are left out.
  mutating func field<Key: RawRepresentable & Hashable>(_ name: String, _ order: [Key], _ numbers: [Key: Double]) where Key.RawValue == String {
    key(name)
    object { writer in for key in order { if let number = numbers[key] { writer.field(key.rawValue, precise: number) } } }
  }
}
