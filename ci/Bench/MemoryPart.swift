import Glibc

/// Memory of the recorder.
enum MemoryPart {
  static func run(_ table: inout Table) throws {
    try peak(&table)
    try rotation(&table)
    try growth(&table)
  }

  /// With a target that maps the Swift runtime, Foundation and ICU.
  private static func peak(_ table: inout Table) throws {
    for frequency in [99, 999] {
      let outcome = try Subprocess.run([
        Bench.headroom, "record", "-F", "\(frequency)", "-o", Bench.scratch("memory.pb.gz"), "--", try Bench.fixture("foundation-user"),
        "--seconds", "10",
      ])
      guard outcome.status == 0 else { throw BenchError(outcome.output) }
      let megabytes = Double(outcome.peakBytes) / 1e6
      table.add(
        "peak memory of the recorder, foundation-user, \(frequency) Hz", bar: "≤ 150 MB", measured: "\(megabytes.rounded(decimals: 0)) MB",
        isMet: megabytes <= 150)
    }
  }

  /// A file for every interval.
  private static func rotation(_ table: inout Table) throws {
    let folder = Bench.scratch("rotated")
    mkdir(folder, 0o700)
    let program = try Subprocess([try Bench.fixture("cpu-split"), "--seconds", "60"])
    defer { program.stop() }
    try program.waitForOutput("ready")
    let outcome = try Subprocess.run([
      Bench.headroom, "record", "-p", "\(program.processID)", "--rotate", "10s", "-d", "30s", "-o", folder + "/part.pb.gz",
    ])
    let files = Meter.names(in: folder).sorted()
    table.add(
      "files of 30 s with --rotate 10s", bar: "3", measured: outcome.status == 0 ? "\(files.count): \(files.joined(separator: " "))" : outcome.output,
      isMet: outcome.status == 0 && files.count == 3)
  }

  /// Growth of what is resident, from the first minute to the end.
  private static func growth(_ table: inout Table) throws {
    let seconds = Options.seconds(default: 5)
    let program = try Subprocess([try Bench.fixture("thread-churn"), "--seconds", "\(Int(seconds) + 60)"])
    defer { program.stop() }
    try program.waitForOutput("ready")
    let recording = try Recorder.headroom("bpf", 99).start(program.processID)
    defer { recording.stop(SIGINT) }
    let begin = Meter.now()
    var early: [Double] = []
    var late: [Double] = []
    while Meter.now() - begin < seconds {
      sleep(1)
      let elapsed = Meter.now() - begin
      let resident = Meter.residentBytes(recording.processID) / 1e6
      guard resident > 0 else { throw BenchError("the recorder ended: \(recording.output.suffix(200))") }
      if elapsed >= min(50, seconds / 6), elapsed < min(70, seconds / 3) { early.append(resident) }
      if elapsed >= seconds - 20 { late.append(resident) }
    }
    let (first, last) = (Samples(early).median, Samples(late).median)
    let growth = last / first - 1
    table.add(
      "growth of the recorder under thread-churn, 99 Hz, \((seconds / 60).rounded(decimals: 1)) minutes (--minutes 60 for the full bar)",
      bar: "≤ 10 %", measured: "\(growth.percent): \(first.rounded(decimals: 1)) → \(last.rounded(decimals: 1)) MB", isMet: growth <= 0.1)
  }
}
