import Testing

@testable import Experiments

@Suite("hey and k6")
struct HTTPLoadOutputTests {
  /// hey's own template with its places filled in.
  private func hey(statuses: String, errors: String) throws -> String {
    var text = try Programs.data("hey_template.txt")
    let values = [
      ".Total.Seconds": "5.0020", ".Slowest": "0.0500", ".Fastest": "0.0010", ".Average": "0.0125", ".Rps": "799.6801", ".SizeTotal": "1000",
      ".SizeReq": "10",
    ]
    for (name, value) in values {
      text = text.replacing("{{ formatNumber \(name) }}", with: value).replacing("{{ \(name) }}", with: value)
    }
    func fill(_ start: String, _ end: String, _ value: String) throws {
      let from = try #require(text.firstRange(of: start))
      let to = try #require(text[from.upperBound...].firstRange(of: end))
      text.replaceSubrange(from.lowerBound..<to.upperBound, with: value)
    }
    try fill("{{ if gt .SizeTotal 0 }}", "\n", "")
    try fill("{{ histogram .Histogram }}", "\n", "  0.001 [1]\t|\n  0.006 [3000]\t|■■■■\n")
    try fill("{{ range .LatencyDistribution }}", "{{ end }}", "\n  50%% in 0.0100 secs\n  99%% in 0.0480 secs")
    try fill("{{ range $code, $num := .StatusCodeDist }}", "{{ end }}", statuses)
    try fill("{{ if gt (len .ErrorDist) 0 }}", "{{ end }}{{ end }}", errors)
    return text.replacing("{{ end }}", with: "")
  }

  @Test("hey: its summary is read")
  func summary() throws {
    let report = try LoadTool.hey.parse(try hey(statuses: "\n  [200]\t4000 responses", errors: ""), line: "hey")
    #expect(report.throughput == 799.6801)
    #expect(report.seconds == 5.002)
    #expect(report.requests.map { abs($0 - 4000) < 0.01 } == true)
    #expect(report.meanResponse == 0.0125)
    #expect(report.errors == 0)
    #expect(report.percentiles.isEmpty)
  }

  @Test("hey: bad statuses and errors are counted, redirects and histogram rows are not")
  func failures() throws {
    let text = try hey(
      statuses: "\n  [200]\t3900 responses\n  [302]\t60 responses\n  [404]\t30 responses\n  [500]\t10 responses",
      errors: "Error distribution:\n  [3]\tGet \"http://x/\": EOF\n")
    let report = try LoadTool.hey.parse(text, line: "hey")
    // Two rows of the histogram have brackets too, but a number before them.
    #expect(report.errors == 43)
  }

  @Test("hey: its table of requests gives rate and mean")
  func table() throws {
    var text = "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n"
    for index in 0..<100 { text += "0.0200,0.0010,0.0000,0.0001,0.0180,0.0001,\(index == 7 ? 503 : 200),\(Double(index) / 100)\n" }
    let report = try LoadTool.hey.parse(text, line: "hey -o csv")
    #expect(report.requests == 100)
    // The last begins at 0.99 s and takes 0.02 s.
    #expect(abs(report.throughput - 100 / 1.01) < 1e-9)
    #expect(report.meanResponse.map { abs($0 - 0.02) < 1e-12 } == true)
    #expect(report.errors == 1)
  }

  @Test("k6: both forms of its JSON are read", arguments: [false, true])
  func k6(isNested: Bool) throws {
    let members = [
      ("http_reqs", "\"count\": 1234, \"rate\": 411.5"), ("http_req_duration", "\"avg\": 2.5, \"p(95)\": 9"),
      ("http_req_failed", isNested ? "\"rate\": 0.5" : "\"value\": 0.5"),
    ]
    let json = members.map { isNested ? "\"\($0.0)\": {\"type\": \"x\", \"values\": {\($0.1)}}" : "\"\($0.0)\": {\($0.1)}" }.joined(separator: ",")
    let report = try LoadTool.k6.parse("{\"metrics\": {\(json)}}", line: "k6")
    #expect(report.throughput == 411.5)
    #expect(report.requests == 1234)
    #expect(report.meanResponse == 0.0025)
    #expect(report.errors == 617)
  }

  @Test("k6: its text summary is read")
  func k6Text() throws {
    let text = """
           http_req_duration..............: avg=130.19ms min=110.3ms med=120ms max=1.2s p(90)=140ms p(95)=150ms
             { expected_response:true }...: avg=130.19ms min=110.3ms med=120ms max=1.2s p(90)=140ms p(95)=150ms
           http_req_failed................: 10.00%  ✓ 23       ✗ 207
           http_reqs......................: 230    7.523438/s
           iterations.....................: 115    3.761719/s
      """
    let report = try LoadTool.k6.parse(text, line: "k6")
    #expect(report.requests == 230)
    #expect(report.throughput == 7.523438)
    #expect(report.meanResponse.map { abs($0 - 0.13019) < 1e-9 } == true)
    #expect(report.errors == 23)
  }
}
