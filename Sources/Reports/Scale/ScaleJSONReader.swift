import Profiles
import Scaling
import Statistics

/// Reads back what `ScaleJSON` wrote.
///
/// What is absent is as in an empty result, so that older and newer files of the same schema can be read; what is there but of another kind is
/// an error.
public enum ScaleJSONReader {
  /// - Throws: `FormatError` for bytes that are no JSON, JSON that is no result of `scale`, and a result of a newer schema.
  public static func read(_ bytes: [UInt8]) throws(FormatError) -> ScaleResult {
    let document = JSONReading(try JSONValue(bytes), at: "")
    guard document.value.object != nil, document.value["sentence"] != nil, let schema = document.value["schema"]?.number else {
      throw FormatError(.notAProfile, "this JSON is no result of headroom scale", remedy: "give the result.json that `headroom scale` wrote")
    }
    guard schema == Double(ScaleJSON.schema) else {
      throw FormatError(
        .unsupported, "this result has schema \(ScaleNumber.text(schema)), this version of headroom reads \(ScaleJSON.schema)",
        remedy: "read it with the version that wrote it, or measure again")
    }
    var result = ScaleResult()
    result.sentence = try document.string("sentence")
    result.trust = try document.list("trust", trust)
    if let environment = document["environment"] { result.environment = try Self.environment(environment) }
    // The levels of a table from elsewhere are the points of its curve.
    result.levels = try document.list("levels", level).compactMap(\.self)
    result.ceilings = try document.list("ceilings", ceiling)
    result.account = try account(document)
    result.curve = try document["curve"].map(curve)
    result.growth = try growth(document)
    result.ageing = try document["ageing"].map(ageing)
    result.interaction = try document["interaction"].map(interaction)
    try checkReferences(result)
    return result
  }

  /// Rows point to ceilings by number: one that is not there would end whoever follows it.
  private static func checkReferences(_ result: ScaleResult) throws(FormatError) {
    let ceilings = (result.account?.rows.map(\.ceiling) ?? []) + (result.account?.stacks.map(\.ceiling) ?? [])
    for case .some(let ceiling) in ceilings where !result.ceilings.indices.contains(ceiling) {
      throw JSONReading.mismatch("ceiling", "ceiling \(ceiling) is not in the list of ceilings")
    }
  }

  static func trust(_ item: JSONReading) throws(FormatError) -> TrustItem {
    TrustItem(
      try item.string("name"), try item.word("status", TrustItem.Status.self), try item.string("text"), value: try item.optionalNumber("value"))
  }

  private static func environment(_ value: JSONReading) throws(FormatError) -> ScaleEnvironment {
    var environment = ScaleEnvironment()
    environment.toolVersion = try value.text("toolVersion")
    environment.kernel = try value.text("kernel")
    environment.cpuModel = try value.text("cpuModel")
    environment.toolchain = try value.text("toolchain")
    environment.collector = try value.text("collector")
    environment.target = try value.text("target")
    environment.load = try value.text("load")
    environment.date = try value.optionalNumber("dateSeconds") ?? 0
    environment.processors = try value.optionalInteger("processors") ?? 0
    environment.secondsPerRun = try value.optionalNumber("secondsPerRun") ?? 0
    return environment
  }

  private static func level(_ value: JSONReading) throws(FormatError) -> Level? {
    guard value["cycleNanoseconds"] != nil else { return nil }
    let level = try value.integer("level")
    guard level > 0 else { throw JSONReading.mismatch("\(value.path).level", "a level is 1 at least, not \(level)") }
    return Level(
      level: level, repetitions: try value.optionalInteger("repetitions") ?? 1, throughput: try value.interval("throughputPerSecond"),
      cycleTime: try value.interval("cycleNanoseconds"), response: try value.optionalNumber("responseNanoseconds"),
      cpuPerRequest: try value.interval("cpuPerRequestNanoseconds"), states: try value.numbers("statesNanoseconds"),
      measured: try value.number("measuredNanoseconds"), losses: try value.numbers("lossesPerSecond"),
      usableProcessors: try value.number("usableProcessors"), utilisation: try value.number("utilisation"), zone: try value.text("zone"))
  }

  private static func ceiling(_ value: JSONReading) throws(FormatError) -> Ceiling {
    Ceiling(
      kind: try value.word("kind", Ceiling.Kind.self), name: try value.string("name"), holder: try value["holder"].map(frame),
      service: try value.optionalInterval("serviceNanoseconds"), maximum: try value.optionalInterval("maximumPerSecond"),
      knee: try value.optionalNumber("knee"), utilisation: try value.number("utilisation"), predicted: try value.optionalNumber("predictedPerSecond"),
      basis: try value.text("basis"))
  }

  private static func interaction(_ value: JSONReading) throws(FormatError) -> Interaction {
    let cycles = try value.array("cyclesNanoseconds")
    guard cycles.count == 4 else { throw JSONReading.mismatch("interaction.cyclesNanoseconds", "four numbers have to stand there") }
    return Interaction(
      smallSize: try value.number("smallSize"), largeSize: try value.number("largeSize"), lowLevel: try value.integer("lowLevel"),
      highLevel: try value.integer("highLevel"), cycles: cycles, excess: try value.numbers("excessNanoseconds"))
  }

  static func frame(_ value: JSONReading) throws(FormatError) -> FrameName {
    FrameName(try value.string("function"), file: try value.text("file"), line: try value.optionalInteger("line") ?? 0)
  }

  static func refusal(_ value: JSONReading) throws(FormatError) -> CurveReport.Refusal {
    CurveReport.Refusal(rule: try value.string("rule"), reason: try value.string("reason"))
  }
}
