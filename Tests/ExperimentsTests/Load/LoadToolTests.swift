import Statistics
import Testing

@testable import Experiments

@Suite("Load tools")
struct LoadToolTests {
  @Test(
    "are recognised by their command line, behind whatever sets them up",
    arguments: [
      ("wrk -t1 -c4 http://x/", LoadTool.wrk), ("/opt/bin/wrk -c4 http://x/", .wrk), ("wrk -t1 -c4 -R2000 http://x/", .wrk2),
      ("wrk2 -c4 http://x/", .wrk2), ("env -u HOME A=1 taskset -c 1 nice -n 5 oha -c 4 http://x/", .oha), ("LANG=C hey http://x/", .hey),
      ("numactl -N 0 --membind=0 k6 run script.js", .k6), ("sh -c 'exec ghz --insecure localhost:1'", .ghz),
      ("echo 'GET http://x/' | vegeta attack -rate=10 | vegeta report -type=json", .vegeta), ("timeout -k 1 60 fortio load http://x/", .fortio),
      ("PGPASSWORD=x pgbench -c 4 -T 5", .pgbench), ("taskset 0x3 wrk http://x/", .wrk),
    ])
  func recognised(line: String, tool: LoadTool) { #expect(LoadTool.recognise(line) == tool) }

  @Test("are not seen in other commands", arguments: ["", "curl http://wrk/", "./bench --wrk", "env", "sh -c", "A=1", "|", "echo wrk"])
  func notRecognised(line: String) { #expect(LoadTool.recognise(line) == nil) }

  @Test("wrk: requests, seconds and rate are read, and the mean that it corrects is not")
  func wrk() throws {
    let report = try LoadTool.wrk.parse(try Programs.data("wrk.txt"), line: "wrk")
    #expect(report.requests == 22_464_657)
    #expect(report.seconds == 30)
    #expect(report.throughput == 748_868.53)
    #expect(report.meanResponse == nil)
    #expect(report.errors == 0)
    #expect(!report.isOpenLoop && report.percentiles.isEmpty)
  }

  @Test("wrk: bad answers and socket errors are added up")
  func wrkErrors() throws {
    let text = try Programs.data("wrk.txt") + "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\n"
    #expect(try LoadTool.wrk.parse(text, line: "wrk").errors == 54_321)
  }

  @Test("wrk2: the response time from the intended send and its percentiles are read")
  func wrk2() throws {
    let report = try LoadTool.wrk2.parse(try Programs.data("wrk2_latency.txt"), line: "wrk2")
    #expect(report.isOpenLoop)
    #expect(report.meanResponse.map { abs($0 - 0.0066) < 1e-9 } == true)
    #expect(report.percentiles[99].map { abs($0 - 0.01118) < 1e-9 } == true)
    #expect(report.percentiles[100].map { abs($0 - 0.0125) < 1e-9 } == true)
    #expect(report.percentiles.count == 8)
    #expect(report.throughput > 0)
  }

  @Test("oha: the rate of the summary is taken, and the fields that are read exist in its schema")
  func oha() throws {
    let json = """
      {"summary": {"successRate": 1.0, "total": 10.5, "slowest": 0.2, "fastest": 0.001, "average": 0.0125, "requestsPerSec": 800.5},
       "rps": {"mean": 912.0}, "latencyPercentiles": {"p50": 0.01, "p99.9": 0.15},
       "statusCodeDistribution": {"200": 8000, "304": 5, "500": 7}, "errorDistribution": {"aborted due to deadline": 8, "connection reset": 2}}
      """
    let report = try LoadTool.oha.parse("some warning\n" + json, line: "oha --output-format json")
    #expect(report.throughput == 800.5)
    #expect(report.requests == 8012)
    #expect(report.seconds == 10.5)
    #expect(report.meanResponse == 0.0125)
    // Requests that were cut off at the end of the test are no errors.
    #expect(report.errors == 9)
    #expect(!report.isOpenLoop && report.percentiles.isEmpty)
    let open = try LoadTool.oha.parse(json, line: "oha -q 800 --latency-correction http://x/")
    #expect(open.isOpenLoop && open.percentiles == [50: 0.01, 99.9: 0.15])

    let schema = try #require(JSONValue(text: try Programs.data("oha_schema.json")))["properties"]
    for key in ["summary", "latencyPercentiles", "statusCodeDistribution", "errorDistribution"] { #expect(schema[key] != .null) }
    for key in ["total", "average", "requestsPerSec"] { #expect(schema["summary"]["properties"][key] != .null) }
  }

  @Test("vegeta: what was answered is the throughput and not what was sent")
  func vegeta() throws {
    let report = try LoadTool.vegeta.parse(try Programs.data("vegeta.json"), line: "vegeta")
    #expect(report.throughput == 101.00012489812)
    #expect(report.requests == 100)
    #expect(report.meanResponse == 0.002371194)
    #expect(report.errors == 0)
    #expect(report.isOpenLoop)
    #expect(report.percentiles == [50: 0.002854306, 90: 0.003228223, 95: 0.003478629, 99: 0.00353])
  }

  @Test("vegeta: its text report tells the same")
  func vegetaText() throws {
    let text = """
      Requests      [total, rate, throughput]         1200, 120.00, 65.87
      Duration      [total, attack, wait]             10.094965987s, 9.949883921s, 145.082066ms
      Latencies     [min, mean, 50, 95, 99, max]      90.438129ms, 113.172398ms, 108.272568ms, 140.18235ms, 247.771566ms, 264.815246ms
      Success       [ratio]                           55.42%
      """
    let report = try LoadTool.vegeta.parse(text, line: "vegeta")
    #expect(report.throughput == 65.87)
    #expect(report.requests == 1200)
    #expect(report.errors == 535)
    #expect(report.meanResponse.map { abs($0 - 0.113172398) < 1e-9 } == true)
    #expect(report.percentiles[99].map { abs($0 - 0.247771566) < 1e-9 } == true)
  }

  @Test("ghz: nanoseconds are read, and Little's law shows that its 200 requests were not 50 clients at work")
  func ghz() throws {
    let report = try LoadTool.ghz.parse(try Programs.data("ghz.json"), line: "ghz")
    #expect(report.requests == 200)
    #expect(report.seconds == 0.197782155)
    #expect(report.meanResponse == 0.034825653)
    #expect(report.errors == 0)
    // 1011.21 × 0.034826 = 35.2 of 50.
    let error = LittlesLaw.error(throughput: report.throughput, response: report.meanResponse ?? 0, clients: 50)
    #expect(error.map { abs($0 - (50 - 35.2162) / 50) < 1e-4 } == true)
  }

  @Test("fortio: with a rate its loop is open, without one it is closed")
  func fortio() throws {
    let text = try Programs.data("fortio_1.json")
    let report = try LoadTool.fortio.parse(text, line: "fortio")
    #expect(report.throughput == 38.44836361217263)
    #expect(report.requests == 4)
    #expect(report.seconds == 0.104035637)
    #expect(report.meanResponse == 0.00058301175)
    #expect(report.isOpenLoop && report.percentiles[99.9] == 0.0009295303506666667)
    let closed = try LoadTool.fortio.parse(text.replacing("\"RequestedQPS\": \"40\"", with: "\"RequestedQPS\": \"max\""), line: "fortio")
    #expect(!closed.isOpenLoop && closed.percentiles.isEmpty)
    let failing = try LoadTool.fortio.parse(text.replacing("\"200\": 4", with: "\"200\": 3, \"503\": 1, \"-1\": 2"), line: "fortio")
    #expect(failing.errors == 3)
    let plain = try LoadTool.fortio.parse(
      "Code 200 : 4 (80.0 %)\nCode 503 : 1 (20.0 %)\nAll done 5 calls (plus 0 warmup) 0.583 ms avg, 38.4 qps\n", line: "fortio")
    #expect(plain.requests == 5 && plain.throughput == 38.4 && plain.errors == 1)
    #expect(plain.meanResponse.map { abs($0 - 0.000583) < 1e-12 } == true)
  }

  @Test("pgbench: old and new versions name their rate differently")
  func pgbench() throws {
    let text = try Programs.data("pgbench.txt")
    let report = try LoadTool.pgbench.parse(text, line: "pgbench")
    #expect(report.throughput == 896.967014)
    #expect(report.requests == 10_000)
    #expect(report.meanResponse.map { abs($0 - 0.011013) < 1e-12 } == true)
    let old =
      text.replacing(
        "tps = 896.967014 (without initial connection time)",
        with: "tps = 800.5 (including connections establishing)\ntps = 810.25 (excluding connections establishing)")
    #expect(try LoadTool.pgbench.parse(old, line: "pgbench").throughput == 810.25)
    #expect(try LoadTool.pgbench.parse(text + "number of failed transactions: 12 (0.120%)\n", line: "pgbench").errors == 12)
  }

  @Test("wrk: a number of connections that it would round down is refused, and its default of two threads is known")
  func connections() throws {
    for line in [
      "wrk -t4 -c8 http://x/", "wrk -c 2 http://x/", "wrk -t 1 -c 7 http://x/", "oha -c 7 http://x/", "wrk --threads=3 --connections=9 http://x",
      "taskset -c 1 wrk -t2 -c8 http://x/",
    ] {
      try LoadTool.checkConnections(line)
    }
    for line in ["wrk -c1 http://x/", "wrk -t4 -c6 http://x/", "wrk --threads 2 --connections 1 http://x/", "taskset -c 0 wrk -t2 -c3 http://x/"] {
      #expect(throws: ExperimentError.self) { try LoadTool.checkConnections(line) }
    }
  }
}
