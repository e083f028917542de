import Profiles
import Regression
import Scaling

/// Reads back what `ComparisonJSON` wrote.
///
/// What is absent is as in an empty comparison, so that older and newer files of the same schema can be read; what is there but of another kind is
/// an error. The stacks (`tree`) and the difference of two results of `scale` are not read back: `scale` stays nil, its verdicts are in `aspects`.
public enum ComparisonJSONReader {
  /// - Throws: `FormatError` for bytes that are no JSON, JSON that is no verdict, and a verdict of a newer schema.
  public static func read(_ bytes: [UInt8]) throws(FormatError) -> Comparison {
    let document = JSONReading(try JSONValue(bytes), at: "")
    guard document.value.object != nil, document.value["verdict"] != nil, document.value["functions"] != nil,
      let schema = document.value["schema"]?.number
    else {
      throw FormatError(.notAProfile, "this JSON is no verdict of headroom gate or diff", remedy: "give the verdict.json that `headroom gate` wrote")
    }
    guard schema == Double(ComparisonJSON.schema) else {
      throw FormatError(
        .unsupported, "this verdict has schema \(ScaleNumber.text(schema)), this version of headroom reads \(ComparisonJSON.schema)",
        remedy: "read it with the version that wrote it, or run the gate again")
    }
    var comparison = Comparison()
    comparison.verdict = try document.word("verdict", Verdict.self)
    comparison.reason = try document.text("reason")
    comparison.sentence = try document.text("sentence")
    comparison.aspects = try document.list("aspects", aspect)
    if let base = document["base"] { comparison.base = try subject(base) }
    if let head = document["head"] { comparison.head = try subject(head) }
    if document["unit"] != nil || document.value["unit"] != nil { comparison.unit = try document.word("unit", Comparison.CostUnit.self) }
    if let limits = document["limits"] { comparison.limits = try Self.limits(limits) }
    comparison.design = try document["design"].map(design)
    comparison.trust = try document.list("trust", ScaleJSONReader.trust)
    comparison.metrics = try document.list("metrics", metric)
    comparison.functions = try document.list("functions", function)
    comparison.notes = try document.strings("notes")
    return comparison
  }

  private static func aspect(_ value: JSONReading) throws(FormatError) -> Comparison.AspectVerdict {
    Comparison.AspectVerdict(try value.word("aspect", Aspect.self), try value.word("verdict", Verdict.self), try value.text("sentence"))
  }

  private static func subject(_ value: JSONReading) throws(FormatError) -> Comparison.Subject {
    var subject = Comparison.Subject()
    subject.name = try value.text("name")
    subject.commit = try value.text("commit")
    subject.title = try value.text("title")
    subject.runs = try value.optionalInteger("runs") ?? 0
    subject.samples = try value.optionalInteger("samples") ?? 0
    subject.requests = try value.optionalNumber("requests") ?? 0
    subject.seconds = try value.optionalNumber("seconds") ?? 0
    if let environment = value["environment"] { subject.environment = try Self.environment(environment) }
    return subject
  }

  private static func environment(_ value: JSONReading) throws(FormatError) -> Environment {
    var environment = Environment()
    environment.toolVersion = try value.text("toolVersion")
    environment.kernel = try value.text("kernel")
    environment.cpuModel = try value.text("cpuModel")
    environment.toolchain = try value.text("toolchain")
    environment.clock = try value.text("clock")
    environment.collector = try value.text("collector")
    environment.frequency = try value.optionalInteger("frequencyHertz") ?? 0
    environment.target = try value.text("target")
    environment.processID = try value.optionalInteger("processID") ?? 0
    environment.notes = try value.strings("notes")
    return environment
  }

  private static func limits(_ value: JSONReading) throws(FormatError) -> Comparison.Limits {
    var limits = Comparison.Limits()
    limits.threshold = try value.optionalNumber("threshold") ?? limits.threshold
    limits.leastShare = try value.optionalNumber("leastShare") ?? limits.leastShare
    limits.q = try value.optionalNumber("q") ?? limits.q
    return limits
  }

  private static func design(_ value: JSONReading) throws(FormatError) -> Comparison.Design {
    var design = Comparison.Design()
    design.plannedPairs = try value.optionalInteger("plannedPairs") ?? 0
    design.pairs = try value.optionalInteger("pairs") ?? 0
    design.confirmationPairs = try value.optionalInteger("confirmationPairs") ?? 0
    design.looks = try value.integers("looks")
    design.failures = try value.strings("failures")
    let seed = try value.text("seed")
    guard let number = seed.isEmpty ? 0 : UInt64(seed) else { throw JSONReading.mismatch("\(value.path).seed", "`\(seed)` is no seed") }
    design.seed = number
    design.runCommand = try value.text("runCommand")
    design.buildCommand = try value.text("buildCommand")
    return design
  }
}
