import Foundation
import Profiles

/// How many stacks reach a root, beside perf on the same run.
enum RootsPart {
  /// `deep-recursion` is measured by another rule: complete or marked, never a false root.
  static let fixtures = [
    "cpu-split", "async-chain", "async-chain-static", "async-chain-stripped", "async-chain-static-stripped", "frameless", "thread-churn",
    "deep-recursion", "spawner",
  ]

  static func run(_ table: inout Table) throws {
    for fixture in fixtures {
      for collector in ["bpf", "ptrace"] {
        let program = try Subprocess([try Bench.fixture(fixture), "--seconds", "20"])
        defer { program.stop() }
        try program.waitForOutput("ready")
        try measure(program, fixture, collector, &table)
      }
    }
    let server = try Load.startServer()
    defer { server.stop() }
    let load = try Load.start(server)
    defer { load.stop() }
    for collector in ["bpf", "ptrace"] { try measure(server, "http-server", collector, &table) }
  }

  private static func measure(_ program: Subprocess, _ fixture: String, _ collector: String, _ table: inout Table) throws {
    let perf = try PerfPeer.start(program.processID, frequency: 199, seconds: 5)
    let profile = try Recording.attach(program.processID, collector: collector, frequency: 199, seconds: 5)
    add(fixture, collector, profile.environment.trust, try perf?.completeShare(), &table)
  }

  private static func add(_ fixture: String, _ collector: String, _ trust: Trust, _ peer: Double?, _ table: inout Table) {
    let share = trust.samples > 0 ? Double(trust.complete) / Double(trust.samples) : 0
    let named = fixture == "deep-recursion"
    let enough = named ? trust.complete + trust.truncated == trust.samples : share >= 0.995
    table.add(
      "complete stacks, \(fixture), \(collector)", bar: named ? "complete or marked; ≥ perf" : "≥ 99.5 % and ≥ perf",
      measured: "\(share.percent) of \(trust.samples)", isMet: trust.samples > 0 && enough && share >= (peer ?? 0) - 1e-9,
      peer: peer.map { "perf dwarf: \($0.percent)" } ?? "perf is not installed")
  }
}

/// How many samples inside a task have the whole chain of async callers.
enum AsyncPart {
  static func run(_ table: inout Table) throws {
    for fixture in ["async-chain", "async-chain-static", "async-chain-stripped"] {
      for collector in ["bpf", "ptrace"] {
        let result = try Recording.record(fixture, arguments: ["--seconds", "20"], collector: collector, frequency: 499, seconds: 6)
        add(fixture, collector, result.profile.environment.trust, bar: 0.99, &table)
      }
    }
    let server = try Load.startServer()
    defer { server.stop() }
    let load = try Load.start(server)
    defer { load.stop() }
    for collector in ["bpf", "ptrace"] {
      let profile = try Recording.attach(server.processID, collector: collector, frequency: 499, seconds: 6)
      add("http-server", collector, profile.environment.trust, bar: nil, &table)
    }
  }

  private static func add(_ fixture: String, _ collector: String, _ trust: Trust, bar: Double?, _ table: inout Table) {
    let share = trust.asyncSamples > 0 ? Double(trust.asyncComplete) / Double(trust.asyncSamples) : 0
    table.add(
      "complete async chains, \(fixture), \(collector)", bar: bar.map { "≥ \($0.percent)" } ?? "shown",
      measured: "\(share.percent) of \(trust.asyncSamples)", isMet: bar.map { share >= $0 })
  }
}

/// Shares of functions whose truth is known.
enum SharePart {
  static func run(_ table: inout Table) throws {
    for collector in ["bpf", "ptrace"] {
      let result = try Recording.record("cpu-split", arguments: ["--seconds", "12"], collector: collector, frequency: 199, seconds: 10)
      let functions = try FunctionTable(result.profile)
      let samples = Double(result.profile.environment.trust.samples)
      for (name, share) in [("spendSixty", 0.6), ("spendThirty", 0.3), ("spendTen", 0.1)] {
        let total = functions.rows.first { $0.frame.name.hasPrefix(name) }?.total ?? 0
        let measured = Double(total) / Double(max(1, functions.total))
        let error = (share * (1 - share) / samples).squareRoot()
        table.add(
          "share of \(name), \(collector)", bar: "\(share.percent) ± 3 × \(error.percent)", measured: measured.percent,
          isMet: abs(measured - share) <= 3 * error)
      }
    }
  }
}
