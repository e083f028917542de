import Testing

@testable import Experiments

@Suite("Lines with counts of requests")
struct RequestSeriesTests {
  private func series(_ counts: [Double], step: UInt64 = 100_000_000) -> RequestSeries {
    RequestSeries(counts.enumerated().map { RequestCount(time: 1_000_000_000 + UInt64($0.offset) * step, requests: $0.element) })
  }

  @Test(
    "are read with and without their time",
    arguments: [("requests=12", 12.0, nil), ("  requests=12 seconds=1.5", 12, 1.5), ("requests=7, seconds=2", 7, 2)])
  func read(line: String, requests: Double, seconds: Double?) {
    #expect(RequestCount(line: line, time: 5) == RequestCount(time: 5, requests: requests, seconds: seconds))
  }

  @Test(
    "that say something else are none",
    arguments: ["", "requests=", "requests=x", "requests=-1", "my requests=3", "requests=nan", "requests=inf", "Requests=3"])
  func others(line: String) { #expect(RequestCount(line: line, time: 5) == nil) }

  @Test("give the requests between any two times, by interpolation")
  func interpolation() {
    let series = series([0, 10, 20, 40, 60])
    #expect(series.requests(from: 1_000_000_000, to: 1_400_000_000) == 60)
    #expect(series.requests(from: 1_050_000_000, to: 1_250_000_000) == 25)
    // A little beyond the last line the last rate goes on.
    #expect(series.requests(from: 1_300_000_000, to: 1_450_000_000) == 30)
    #expect(series.requests(from: 1_300_000_000, to: 2_000_000_000) == nil)
    #expect(series.requests(from: 500_000_000, to: 1_100_000_000) == nil)
    #expect(series.requests(from: 1_200_000_000, to: 1_200_000_000) == nil)
  }

  @Test("that begin anew end the series")
  func restart() { #expect(series([0, 10, 20, 3, 9]).counts.map(\.requests) == [0, 10, 20]) }

  @Test("give a rate also when there is only one, by the time it tells or else since the start")
  func rate() {
    #expect(RequestSeries([RequestCount(time: 3_000_000_000, requests: 100, seconds: 4)]).rate(since: 1_000_000_000) == 25)
    #expect(RequestSeries([RequestCount(time: 3_000_000_000, requests: 100)]).rate(since: 1_000_000_000) == 50)
    #expect(series([0, 10, 20]).rate(since: 0) == 100)
    #expect(RequestSeries([]).rate(since: 0) == nil)
  }

  @Test("are kept with the time of their arrival while a child prints other things, however its writes are cut")
  func output() {
    let output = ChildOutput(limit: 100)
    for (index, piece) in ["noise\nreq", "uests=5\nrequests=9 se", "conds=2\r\nmore", " noise", "\nrequests=11"].enumerated() {
      output.append(Array(piece.utf8), stream: 0, time: UInt64(index))
    }
    output.finish(time: 9)
    #expect(
      output.requests == [
        RequestCount(time: 1, requests: 5), RequestCount(time: 2, requests: 9, seconds: 2), RequestCount(time: 9, requests: 11),
      ])
    #expect(output.lastWords(2) == "its last output: more noise | requests=11")
  }

  @Test("do not make the memory of what is printed grow without bound")
  func bounded() {
    let output = ChildOutput(limit: 10_000)
    let block = Array(repeating: UInt8(ascii: "x"), count: 5_000) + [10]
    for _ in 0..<200 { output.append(block, stream: 1, time: 0) }
    let endless = Array(repeating: UInt8(ascii: "y"), count: 200_000)
    for _ in 0..<20 { output.append(endless, stream: 0, time: 0) }
    #expect(output.standardError.utf8.count <= 20_000)
    #expect(output.standardOutput.utf8.count <= 20_000 + endless.count)
    #expect(output.wasCut)
    #expect(output.lines(from: 0).lines.allSatisfy { $0.count <= 4096 })
  }
}
