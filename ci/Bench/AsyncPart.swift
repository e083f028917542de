import Foundation
import Profiles

/// How many samples inside a task have the whole chain of async callers.
enum AsyncPart {
  static func run(_ table: inout Table) throws {
    for fixture in ["async-chain", "async-chain-static", "async-chain-stripped"] {
      for collector in ["bpf", "perf", "ptrace"] {
        let result = try Recording.record(fixture, arguments: ["--seconds", "20"], collector: collector, frequency: 499, seconds: 6)
        add(fixture, collector, result.profile.environment.trust, bar: collector == "bpf" ? 0.99 : nil, &table)
      }
    }
    let server = try Load.startServer()
    defer { server.stop() }
    let load = try Load.start(server)
    defer { load.stop() }
    for collector in ["bpf", "perf", "ptrace"] {
      let profile = try Recording.attach(server.processID, collector: collector, frequency: 499, seconds: 6)
      add("http-server", collector, profile.environment.trust, bar: collector == "bpf" ? 0.99 : nil, &table)
    }
  }

  private static func add(_ fixture: String, _ collector: String, _ trust: Trust, bar: Double?, _ table: inout Table) {
    let share = trust.asyncSamples > 0 ? Double(trust.asyncComplete) / Double(trust.asyncSamples) : 0
    table.add(
      "complete async chains, \(fixture), \(collector)", bar: bar.map { "≥ \($0.percent)" } ?? "shown",
      measured: "\(share.percent) of \(trust.asyncSamples)", isMet: bar.map { share >= $0 })
  }
}
