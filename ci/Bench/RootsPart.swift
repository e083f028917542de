import Foundation
import Profiles

/// How many stacks reach a root, beside perf on the same run.
enum RootsPart {
  /// `deep-recursion` is measured by another rule: complete or marked, never a false root.
  static let fixtures = [
    "cpu-split", "async-chain", "async-chain-static", "async-chain-stripped", "async-chain-static-stripped", "frameless", "thread-churn",
    "deep-recursion", "spawner", "libc-leaves",
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
    try strangers(&table)
  }

  /// Programs that nobody here wrote: the toolchain's C compiler, 40 MB without frame pointers, and an interpreter.
  private static func strangers(_ table: inout Table) throws {
    let source = Bench.scratch("big.c")
    try Bench.write(Array(generatedC(functions: 20_000).utf8), to: source)
    let commands = [
      ("clang", ["clang", "-O2", "-c", source, "-o", Bench.scratch("big.o")]),
      ("python3", ["python3", "-c", "x = 0\nwhile True:\n  x = hash(str([x, x + 1]))"]),
    ]
    for (name, words) in commands {
      guard Bench.tool(words[0]) != nil else {
        table.add("complete stacks, \(name)", bar: "≥ 99.5 % and ≥ perf", measured: "not measured", isMet: nil, peer: "\(name) is not installed")
        continue
      }
      for collector in ["bpf", "ptrace"] {
        let program = try Subprocess(words)
        defer { program.stop() }
        usleep(1_000_000)
        try measure(program, name, collector, &table)
      }
    }
  }

  /// A program that takes a compiler a while.
  private static func generatedC(functions: Int) -> String {
    (0..<functions).map { number in
      """
      int f\(number)(int *a, int n) {
        int s = \(number);
        for (int i = 0; i < n; i++) s = (s ^ a[i]) * \(number % 97 + 3) + (a[i] > s ? s >> \(number % 7) : a[i] << \(number % 5));
        return s;
      }

      """
    }.joined()
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
      measured: trust.samples > 0 ? "\(share.percent) of \(trust.samples)" : "no samples",
      isMet: trust.samples > 0 && enough && share >= (peer ?? 0) - 1e-9,
      peer: peer.map { "perf dwarf: \($0.percent)" } ?? "perf is not installed")
  }
}
