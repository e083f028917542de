import Foundation

/// `perf sched` and `offcputime` (libbpf-tools) on the fixtures whose waits are known.
enum SchedulerPeer {
  static let seconds = 5

  /// What perf says of the time in the run queue of the threads whose name begins so; or why it says nothing.
  static func run(_ fixture: String, thread: String, truth name: String) throws -> String {
    guard Bench.tool("perf") != nil else { return "perf is not installed" }
    let program = try Subprocess([try Bench.fixture(fixture), "--seconds", "60"])
    defer { program.stop() }
    try program.waitForOutput("ready")
    let data = Bench.scratch("sched.data")
    let recording = try Subprocess([
      "perf", "sched", "record", "-q", "-k", "CLOCK_MONOTONIC", "-o", data, "-p", "\(program.processID)", "--", "sleep", "\(seconds)",
    ])
    usleep(500_000)
    kill(program.processID, SIGUSR1)
    usleep(UInt32(seconds - 2) * 1_000_000)
    kill(program.processID, SIGUSR2)
    recording.wait()
    let truth = program.stop().output
    guard let window = Recording.lines("window: ", in: truth).last, let real = (window[name] as? NSNumber)?.doubleValue,
      let begin = (window["beginNanoseconds"] as? NSNumber)?.doubleValue, let end = (window["endNanoseconds"] as? NSNumber)?.doubleValue
    else { return "\(fixture) printed no window" }
    let range = "\(begin / 1e9),\(end / 1e9)"
    let history = try Subprocess.run(["perf", "sched", "timehist", "-i", data, "--time", range])
    // Columns: time, [cpu], task[tid/pid], wait time, sch delay, run time, in milliseconds.
    var wait = 0.0
    var delay = 0.0
    for line in history.output.split(separator: "\n") where line.contains(thread) {
      let words = line.split(separator: " ")
      guard words.count >= 6, let waited = Double(words[words.count - 3]), let delayed = Double(words[words.count - 2]) else { continue }
      wait += waited * 1e6
      delay += delayed * 1e6
    }
    guard wait + delay > 0 else { return "perf sched: nothing of \(thread) (\(history.output.prefix(80)))" }
    return "perf sched timehist: sch delay \((delay / real - 1).percent), wait time \((wait / real - 1).percent) from the truth"
  }

  /// Time blocked in the stacks that have a function, by offcputime.
  static func offCPU(_ fixture: String, function: String, except: String, truth name: String) throws -> String {
    guard Bench.tool("offcputime") != nil else { return "offcputime (libbpf-tools) is not installed" }
    let program = try Subprocess([try Bench.fixture(fixture), "--seconds", "60"])
    defer { program.stop() }
    try program.waitForOutput("ready")
    let recording = try Subprocess(["offcputime", "--stack-storage-size", "65536", "-p", "\(program.processID)", "\(seconds)"])
    usleep(1_000_000)
    kill(program.processID, SIGUSR1)
    let result = recording.wait()
    kill(program.processID, SIGUSR2)
    usleep(200_000)
    let output = program.stop().output
    guard let window = Recording.lines("window: ", in: output).last, let real = (window[name] as? NSNumber)?.doubleValue,
      let length = (window["windowNanoseconds"] as? NSNumber)?.doubleValue
    else { return "\(fixture) printed no window" }
    guard result.status == 0 else { return "offcputime failed: \(result.output.suffix(80))" }
    var sum = 0.0
    var block: [Substring] = []
    for line in result.output.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.isEmpty else {
        block.append(line)
        continue
      }
      if block.contains(where: { $0.contains(function) }), !block.contains(where: { $0.lowercased().contains(except) }) {
        sum += block.last.flatMap { Double($0.filter { $0 != " " }) } ?? 0
      }
      block = []
    }
    let error = sum * 1_000 / Double(seconds) / (real / length * 1e9) - 1
    return "offcputime: \(error.percent) from the truth (by rate)"
  }
}
