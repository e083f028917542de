import Foundation
import Scaling
import Testing

@testable import Reports

@Suite("The JSON of measurements from elsewhere") struct MeasuredJSONTests {
  private func object(_ result: ScaleResult) throws -> [String: Any] {
    let text = MeasuredTableReport.json(result)
    #expect(text.hasSuffix("}\n") && text.count { $0.isNewline } == 1)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("has the documented keys, and intervals as value, low and high")
  func curve() throws {
    let json = try object(MeasuredFixture.curve())
    #expect(json["schema"] as? Int == 1 && (json["sentence"] as? String)?.isEmpty == false)
    let trust = try #require(json["trust"] as? [[String: Any]])
    #expect(trust.contains { $0["name"] as? String == "levels" && $0["status"] as? String == "good" && $0["value"] as? Int == 8 })
    let levels = try #require(json["levels"] as? [[String: Any]])
    #expect(levels.count == 8 && levels[4]["level"] as? Int == 8 && levels[4]["repetitions"] as? Int == 2)
    let throughput = try #require(levels[4]["throughputPerSecond"] as? [String: Double])
    let value = try #require(throughput["value"])
    #expect(abs(value - 800 / 1.35) < 1e-9 && throughput["low"] ?? value < value && throughput["high"] ?? value > value)
    let curve = try #require(json["curve"] as? [String: Any])
    #expect(curve["selected"] as? String == "amdahl" && (curve["refused"] as? [Any])?.isEmpty == true)
    #expect((0...1).contains(try #require(curve["probabilityBetaIsZero"] as? Double)))
    let models = try #require(curve["models"] as? [[String: Any]])
    #expect(models.compactMap { $0["name"] as? String } == ["linear", "amdahl", "coherency", "usl", "onset", "repairman", "usl-cycle"])
    let amdahl = models[1]
    #expect(amdahl["loss"] as? String == "unweighted least squares on X" && amdahl["peak"] is NSNull && amdahl["deltaAICc"] as? Int == 0)
    let alpha = try #require((amdahl["coefficients"] as? [String: [String: Any]])?["alpha"])
    // Small numbers keep their digits.
    #expect(abs(try #require(alpha["value"] as? Double) - 0.05) < 1e-6)
    #expect(alpha["low"] != nil && alpha["high"] != nil && alpha["standardError"] is Double)
    #expect(abs(try #require(amdahl["limitPerSecond"] as? Double) - 2000) < 0.1 && (amdahl["fittedPerSecond"] as? [Any])?.count == 8)
    #expect(models[6]["deltaAICc"] is NSNull && json["growth"] == nil)
  }

  @Test("has null for no selected model, and the rules behind it")
  func refused() throws {
    let curve = try #require(try object(MeasuredFixture.curve(levels: [1, 2, 4]))["curve"] as? [String: Any])
    #expect(curve["selected"] is NSNull)
    let refused = try #require(curve["refused"] as? [[String: String]])
    #expect(refused.compactMap { $0["rule"] }.prefix(2) == ["fewLevels", "lowMaximum"] && refused.allSatisfy { $0["reason"]?.isEmpty == false })
  }

  @Test("has a peak where a model has one within reach")
  func peak() throws {
    let levels = (1...10).map(Double.init)
    let report = CurveAnalysis.report(
      levels.map { CurvePoint(level: $0, throughput: CurveFamily.usl.throughput(at: $0, [10, 0.1, 0.02])) })
    var result = ScaleResult()
    result.curve = report
    let models = try #require((try object(result)["curve"] as? [String: Any])?["models"] as? [[String: Any]])
    let peak = try #require(models[3]["peak"] as? [String: Double])
    // √(0.9/0.02) = 6.708.
    #expect(abs(try #require(peak["level"]) - 6.708) < 1e-3 && peak["throughputPerSecond"] != nil)
  }

  @Test("of growth has its rows, with the unit in the keys")
  func growth() throws {
    let json = try object(MeasuredFixture.growth(frame: FrameName("compare", file: "a.swift", line: 3)))
    #expect(json["sizes"] as? [Int] == [1000, 2000, 4000, 8000, 16_000] && (json["growthRefused"] as? [Any])?.isEmpty == true)
    let rows = try #require(json["growth"] as? [[String: Any]])
    #expect(rows.map { $0["function"] as? String } == ["request", "compare"] && rows.map { $0["isWholeRequest"] as? Bool } == [true, false])
    #expect(rows[1]["model"] as? String == "n^2" && rows[1]["file"] as? String == "a.swift" && rows[1]["line"] as? Int == 3)
    #expect((rows[1]["callsPerRequest"] as? [Any])?.count == 5 && (rows[0]["costNanoseconds"] as? [Any])?.count == 5)
    let far = try #require(rows[0]["atTenTimesNanoseconds"] as? [String: Double])
    #expect(abs(try #require(far["value"]) / 5.12e6 - 1) < 1e-6)
    #expect(json["curve"] == nil && (json["levels"] as? [Any])?.isEmpty == true)
  }

  @Test("writes what is no number as null, and large whole numbers whole")
  func numbers() {
    var writer = JSONWriter()
    writer.array { writer in for value in [Double.nan, .infinity, 1e14, 1e300, 0.1, -0.0, 5e-324] { writer.value(precise: value) } }
    #expect(writer.text == "[null,null,100000000000000,1e+300,0.1,0,5e-324]")
  }
}
