import Statistics
import Testing

@testable import Experiments

@Suite("Damaged output of load tools")
struct LoadOutputDamageTests {
  private static let files = [
    "wrk.txt", "wrk2_latency.txt", "oha_schema.json", "hey_template.txt", "vegeta.json", "ghz.json", "fortio_1.json", "pgbench.txt",
  ]

  @Test("gives one clear sentence, whatever tool it is taken for", arguments: LoadTool.allCases)
  func nonsense(tool: LoadTool) {
    for text in [
      "", "\n", "hello", "{}", "[]", "{\"summary\": 3}", "Requests/sec:", "Requests/sec: nan", "tps = ", "{\"rps\": \"x\"}", "response-time,x\n1,2",
    ] {
      let error = #expect(throws: ExperimentError.self) { try tool.parse(text, line: tool.rawValue) }
      #expect(error?.code == .load)
      #expect(error?.message.hasPrefix("\(tool.rawValue): ") == true)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test("cut off anywhere is read or refused, never worse", arguments: files)
  func cutOff(file: String) throws {
    let text = try Programs.data(file)
    for tool in LoadTool.allCases {
      for part in stride(from: 0, through: text.count, by: max(1, text.count / 60)) {
        if let report = try? tool.parse(String(text.prefix(part)), line: tool.rawValue) {
          #expect(report.throughput > 0 && report.throughput.isFinite)
        }
      }
    }
  }

  @Test("with any byte changed is read or refused, never worse", arguments: files)
  func changed(file: String) throws {
    let bytes = Array(try Programs.data(file).utf8)
    var random = SplitMix64(seed: 7)
    for tool in LoadTool.allCases {
      for _ in 0..<40 {
        var copy = bytes
        copy[Int.random(in: copy.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        if let report = try? tool.parse(String(decoding: copy, as: UTF8.self), line: tool.rawValue) {
          #expect(report.throughput > 0 && report.throughput.isFinite)
        }
      }
    }
  }
}
