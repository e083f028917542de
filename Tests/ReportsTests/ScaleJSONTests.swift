import Profiles
import Scaling
import Statistics
import Testing

@testable import Reports

@Suite struct ScaleJSONTests {
  private static let results = [
    ScaleFixture.result, ScaleFixture.levelsOnly, ScaleFixture.refused, ScaleFixture.growthOnly, ScaleFixture.curveOnly, ScaleResult(),
  ]

  private func document(_ result: ScaleResult) throws -> JSONValue { try JSONValue(Array(ScaleJSON.render(result).utf8)) }
  private func read(_ text: String) throws -> ScaleResult { try ScaleJSONReader.read(Array(text.utf8)) }

  @Test("What was written is read back without loss", arguments: results.indices)
  func roundTrip(index: Int) throws {
    let text = ScaleJSON.render(Self.results[index])
    #expect(ScaleJSON.render(try read(text)) == text)
  }

  @Test("What is read back has the numbers of what was written")
  func numbers() throws {
    let (written, read) = (ScaleFixture.result, try read(ScaleJSON.render(ScaleFixture.result)))
    #expect(read.sentence == written.sentence && read.trust == written.trust && read.environment == written.environment)
    #expect(read.levels.map(\.throughput) == written.levels.map(\.throughput))
    #expect(read.levels.map(\.states) == written.levels.map(\.states) && read.levels.map(\.losses) == written.levels.map(\.losses))
    let (account, original) = (try #require(read.account), try #require(written.account))
    #expect(account.rows.map(\.delta) == original.rows.map(\.delta) && account.loss == original.loss)
    #expect(account.stacks.map(\.victim) == original.stacks.map(\.victim) && account.stacks.map(\.culprit) == original.stacks.map(\.culprit))
    #expect(account.stacks.map(\.acting) == original.stacks.map(\.acting) && account.stacks.map(\.alpha) == original.stacks.map(\.alpha))
    #expect(account.culprits.map(\.frame) == original.culprits.map(\.frame) && account.culprits.map(\.deltas) == original.culprits.map(\.deltas))
    #expect(read.ceilings.map(\.maximum) == written.ceilings.map(\.maximum) && read.ceilings.map(\.holder) == written.ceilings.map(\.holder))
    #expect(read.curve?.models.map { $0.coefficients.map(\.name) } == written.curve?.models.map { $0.coefficients.map(\.name) })
    #expect(read.growth?.rows.map(\.atTenTimes) == written.growth?.rows.map(\.atTenTimes) && read.growth?.cost == written.growth?.cost)
    #expect(read.ageing?.rows.map(\.slope) == written.ageing?.rows.map(\.slope))
    #expect(read.interaction?.excess == written.interaction?.excess)
  }

  @Test("Scripts find what the design promises under its names")
  func names() throws {
    let document = try document(ScaleFixture.result)
    #expect(document["schema"]?.number == 1 && document["sentence"]?.string == ScaleFixture.result.sentence)
    let level = try #require(document["levels"]?.array?.last)
    #expect(level["level"]?.number == 16)
    #expect(level["throughputPerSecond"]?["low"]?.number == ScaleFixture.result.levels.last?.throughput.low)
    #expect(level["cycleNanoseconds"]?["value"]?.number == ScaleFixture.result.levels.last?.cycleTime.value)
    let contention = try #require(document["account"]?.array?.first { $0["class"]?.string == "contention" })
    #expect(contention["claimed"]?.bool == true && contention["ceiling"]?.number == 0)
    #expect(document["ceilings"]?.array?.first?["holder"]?["line"]?.number == 71)
    #expect(document["curve"]?["selected"]?.string == "repairman")
    #expect(document["curve"]?["refused"]?.array?.first?["rule"]?.string == "extrapolation")
    #expect(document["growth"]?.array?.count == ScaleFixture.result.growth?.rows.count)
    #expect(document["trust"]?.array?.first?["status"]?.string == "good")
  }

  @Test("Numbers that are none are null, and ends of intervals that are infinite are infinite again")
  func notFinite() throws {
    var result = ScaleFixture.levelsOnly
    result.ceilings[0].maximum = Interval(1, low: -.infinity, high: .infinity)
    result.ceilings[0].utilisation = .nan
    result.levels[0].response = .infinity
    let text = ScaleJSON.render(result)
    #expect(!text.contains("inf") && !text.contains("nan"))
    let read = try read(text)
    #expect(read.ceilings[0].maximum == result.ceilings[0].maximum)
    #expect(read.ceilings[0].utilisation.isNaN && read.levels[0].response == nil)
  }

  @Test("Names from strangers' programs are text")
  func hostileNames() throws {
    var result = ScaleFixture.levelsOnly
    for name in HostileNames.all {
      result.ceilings[0].name = name
      result.account?.stacks[0].victim[0] = FrameName(name, file: name, line: 3)
      let read = try read(ScaleJSON.render(result))
      #expect(read.ceilings[0].name == name && read.account?.stacks[0].victim[0] == FrameName(name, file: name, line: 3))
    }
  }

  @Test(
    "JSON that is no such result is refused in one line",
    arguments: [
      "[]", "{}", "1", "null", #"{"schema":1}"#, #"{"sentence":""}"#, #"{"schema":"1","sentence":""}"#, #"{"schema":2,"sentence":""}"#,
      #"{"schema":1e300,"sentence":""}"#, #"{"schema":1,"sentence":3}"#, #"{"schema":1,"sentence":"","levels":{}}"#,
      #"{"schema":1,"sentence":"","levels":[1]}"#, #"{"schema":1,"sentence":"","levels":[{"cycleNanoseconds":{"value":1},"level":0}]}"#,
      #"{"schema":1,"sentence":"","trust":[{"name":"a","status":"fine","text":""}]}"#,
      #"{"schema":1,"sentence":"","operatingPoint":{"level":1}}"#, #"{"schema":1,"sentence":"","interaction":{"cyclesNanoseconds":[1]}}"#,
    ])
  func refused(text: String) {
    let error = #expect(throws: FormatError.self) { try read(text) }
    #expect(error.map { !$0.description.contains("\n") } == true)
  }

  @Test("Numbers that point to frames, callers and ceilings that are not there are refused")
  func references() throws {
    let text = ScaleJSON.render(ScaleFixture.levelsOnly)
    for (from, to) in [
      (#""victim":[0"#, #""victim":[900"#), (#""parent":-1"#, #""parent":0"#), (#""parent":0"#, #""parent":9000"#),
      (#""ceiling":1"#, #""ceiling":77"#), (#""ceiling":0"#, #""ceiling":-1"#), (#""acting":2"#, #""acting":99"#), (#""acting":2"#, #""acting":1.5"#),
    ] {
      let range = try #require(text.firstRange(of: from), "\(from)")
      #expect(throws: FormatError.self, "\(to)") { try read(text.replacingCharacters(range, with: to)) }
    }
  }

  @Test("Any value of a result replaced by any other kind is read or refused, and what was read can be shown")
  func replaced() throws {
    let document = try document(ScaleFixture.result)
    var generator = SplitMix64(seed: 7)
    let others: [JSONValue] = [.null, .bool(true), .number(-1), .number(1e18), .number(0.5), .string("x"), .array([]), .object(JSONObject())]
    for round in 0..<120 {
      let damaged = Self.replacing(in: document, with: others[round % others.count], &generator)
      var writer = JSONWriter()
      damaged.write(&writer)
      guard let result = try? read(writer.text) else { continue }
      #expect(!ScaleText.render(result, limit: 20, width: 100, usesColor: false).isEmpty)
      #expect(!ScaleMarkdown.render(result, limit: 5).isEmpty)
      _ = ScaleDifference(base: ScaleFixture.result, head: result)
    }
  }

  /// The value with one value somewhere inside it replaced.
  private static func replacing(in value: JSONValue, with other: JSONValue, _ generator: inout some RandomNumberGenerator) -> JSONValue {
    switch value {
    case .array(var values) where !values.isEmpty:
      let index = Int.random(in: values.indices, using: &generator)
      values[index] = replacing(in: values[index], with: other, &generator)
      return .array(values)
    case .object(let object) where !object.keys.isEmpty:
      let chosen = object.keys.randomElement(using: &generator)
      var changed = JSONObject()
      for key in object.keys {
        guard let member = object.members[key] else { continue }
        changed.add(key, key == chosen ? replacing(in: member, with: other, &generator) : member)
      }
      return .object(changed)
    default: return other
    }
  }
}

extension JSONValue {
  fileprivate func write(_ writer: inout JSONWriter) {
    switch self {
    case .null: writer.value(precise: nil)
    case .bool(let bool):
      // The writer has truth values only as fields.
      writer.object { $0.field("bool", bool) }
    case .number(let number): writer.value(precise: number)
    case .string(let string): writer.value(string)
    case .array(let values): writer.array { writer in for value in values { value.write(&writer) } }
    case .object(let object):
      writer.object { writer in
        for key in object.keys {
          if case .bool(let bool)? = object.members[key] {
            writer.field(key, bool)
          } else {
            writer.key(key)
            object.members[key]?.write(&writer)
          }
        }
      }
    }
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
