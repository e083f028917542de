import Testing

@testable import Experiments

@Suite("A pattern for the number of requests")
struct RequestPatternTests {
  @Test("takes the first group of the last match, over the time the command ran")
  func firstGroup() throws {
    let pattern = try RequestPattern("served ([0-9,]+) requests")
    let report = try pattern.parse("served 10 requests\nserved 1,500 requests\n", seconds: 3)
    #expect(report.requests == 1500)
    #expect(report.throughput == 500)
  }

  @Test("takes groups by their names")
  func named() throws {
    let timed = try RequestPattern("(?<seconds>[0-9.]+) s: (?<count>\\d+)").parse("2.5 s: 100", seconds: 60)
    #expect(timed.throughput == 40 && timed.requests == 100)
    let rate = try RequestPattern("^rate (?<rate>\\d+)$").parse("x\nrate 12\ny", seconds: 60)
    #expect(rate.throughput == 12 && rate.requests == nil)
  }

  @Test("that is none, or has no group, is refused", arguments: ["(", "[", "served \\d+"])
  func refused(pattern: String) {
    let error = #expect(throws: ExperimentError.self) { try RequestPattern(pattern) }
    #expect(error?.code == .plan)
  }

  @Test("that matches nothing, or no number, says so", arguments: ["nothing here", "served many requests", "served 0 requests"])
  func noMatch(output: String) throws {
    let pattern = try RequestPattern("served (\\w+) requests")
    let error = #expect(throws: ExperimentError.self) { try pattern.parse(output, seconds: 1) }
    #expect(error?.code == .load)
  }
}
