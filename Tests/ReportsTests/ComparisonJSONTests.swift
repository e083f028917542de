import Profiles
import Regression
import Scaling
import Statistics
import Testing

@testable import Reports

@Suite struct ComparisonJSONTests {
  private func json(_ comparison: Comparison) -> String { ComparisonJSON.render(comparison, toolVersion: "0.4.0") }

  private func read(_ text: String) throws(FormatError) -> Comparison { try ComparisonJSONReader.read(Array(text.utf8)) }

  @Test("The document has the names scripts rely on, numbers with their units in the key")
  func names() throws {
    let document = try JSONValue(Array(json(ComparisonFixture.regression).utf8))
    #expect(
      document.object?.keys == [
        "schema", "verdict", "reason", "sentence", "aspects", "base", "head", "unit", "limits", "design", "trust", "metrics", "functions", "notes",
        "tool",
      ])
    #expect(document["schema"]?.number == 1 && document["verdict"]?.string == "regression" && document["unit"]?.string == "request")
    #expect(document["tool"]?["version"]?.string == "0.4.0")
    #expect(document["head"]?["environment"]?["toolchain"]?.string == "Swift 6.3" && document["head"]?["samples"]?.number == 301_234)
    let metrics = try #require(document["metrics"]?.array)
    #expect(metrics[0]["baseNanoseconds"]?["value"]?.number == 1_000_000 && metrics[3]["headCount"]?["value"]?.number == 13)
    #expect(metrics[4]["baseBytes"]?["low"]?.number == 52_328_800)
    let function = try #require(document["functions"]?.array?.first)
    #expect(function["name"]?.string == "Router.respond(to:)" && function["line"]?.number == 71 && function["match"]?.string == "name")
    #expect(function["relativeChange"]?["value"]?.number == 0.102 && function["statement"]?.string == "worse")
    #expect(document["functions"]?.array?[5].object?.members["relativeChange"] == .null)
  }

  @Test("What was written is read back as it was", arguments: [0, 1, 2])
  func roundTrip(_ index: Int) throws {
    let comparison = ComparisonFixture.all[index]
    let back = try read(json(comparison))
    #expect(json(back) == json(comparison))
    #expect(back.base == comparison.base && back.head == comparison.head && back.limits == comparison.limits && back.design == comparison.design)
    #expect(back.aspects == comparison.aspects && back.trust == comparison.trust && back.notes == comparison.notes)
    #expect(back.functions.map(\.difference) == comparison.functions.map(\.difference))
    #expect(back.metrics.map(\.change) == comparison.metrics.map(\.change))
  }

  @Test("Every metric, unit, statement and match survives, and so do numbers that are not finite")
  func allCases() throws {
    var comparison = Comparison()
    for name in Comparison.MetricChange.Name.allCases {
      for (unit, statement) in zip([Comparison.MetricChange.Unit.count, .bytes, .nanoseconds], Comparison.Statement.allCases) {
        var metric = Comparison.MetricChange(
          name, unit, .scalability, base: Interval(.nan, low: -.infinity, high: .infinity), head: Interval(exactly: 1), change: Interval(exactly: 2))
        metric.statement = statement
        comparison.metrics.append(metric)
      }
    }
    for match in Comparison.Match.allCases {
      for statement in Comparison.Statement.allCases {
        comparison.functions.append(ComparisonFixture.function("f", match: match, statement: statement))
      }
    }
    let back = try read(json(comparison))
    #expect(back.metrics.map(\.name) == comparison.metrics.map(\.name) && back.metrics.map(\.unit) == comparison.metrics.map(\.unit))
    #expect(back.functions.map(\.match) == comparison.functions.map(\.match))
    #expect(back.functions.map(\.statement) == comparison.functions.map(\.statement))
    #expect(back.metrics[0].base.value.isNaN && back.metrics[0].base.low == -.infinity && back.metrics[0].base.high == .infinity)
  }

  @Test("Hostile names come back scalar by scalar")
  func hostile() throws {
    for name in ComparisonFixture.hostileNames {
      let back = try read(json(ComparisonFixture.hostile(name)))
      #expect(back.functions[0].function.unicodeScalars.elementsEqual(name.unicodeScalars))
      #expect(back.head.title.unicodeScalars.elementsEqual(name.unicodeScalars))
    }
  }

  @Test("What is no verdict, of a newer schema or damaged is one line that says where")
  func refused() {
    let good = json(ComparisonFixture.regression)
    for (text, part) in [
      ("", "JSON"), ("[]", "no verdict"), ("{\"schema\":1,\"verdict\":\"pass\"}", "no verdict"),
      (good.replacing("\"schema\":1", with: "\"schema\":2"), "schema 2"),
      (good.replacing("\"verdict\":\"regression\"", with: "\"verdict\":\"maybe\""), "`maybe`"),
      (good.replacing("\"functions\":[", with: "\"functions\":[7,"), "functions[0]"), (good.replacing("\"line\":71", with: "\"line\":7.5"), "line"),
      (good.replacing("\"p\":0.0001", with: "\"p\":3"), "probability"), (good.replacing("18446744073709551557", with: "-1"), "seed"),
      (good.replacing("\"relativeChange\":{", with: "\"relativeChange\":{\"x\":1},\"y\":{"), "value"),
    ] {
      let error = #expect(throws: FormatError.self) { try read(text) }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test("No damage ends the reader: every cut, and a wrong byte at every place")
  func damage() {
    var small = ComparisonFixture.regression
    small.functions = [small.functions[0]]
    small.metrics = [small.metrics[0]]
    let bytes = Array(json(small).utf8)
    var refused = 0
    for place in bytes.indices {
      if (try? ComparisonJSONReader.read(Array(bytes[..<place]))) == nil { refused += 1 }
      var wrong = bytes
      wrong[place] = wrong[place] == UInt8(ascii: "9") ? UInt8(ascii: "{") : UInt8(ascii: "9")
      _ = try? ComparisonJSONReader.read(wrong)
    }
    // Without its line end the document is still whole.
    #expect(refused == bytes.count - 1)
  }
}
