import Glibc

/// One way of recording a running process.
struct Recorder {
  var name: String
  /// True of `headroom` with the `bpf` collector.
  private var needsPrograms = false
  private var words: @Sendable (pid_t) -> [String]

  /// Starts it and waits until it has read what there is to read of the target: until it uses less than a tenth of a processor.
  func start(_ processID: pid_t) throws(BenchError) -> Subprocess {
    let recording = try Subprocess(words(processID))
    usleep(750_000)
    // Loading takes its time on a busy machine.
    for _ in 0..<120 where needsPrograms && !ProgramCost.areAttached(recording.processID) { usleep(250_000) }
    var used = Meter.processorSeconds(recording.processID)
    for _ in 0..<60 {
      usleep(250_000)
      let now = Meter.processorSeconds(recording.processID)
      // Not a number when it has ended.
      guard now - used >= 0.025 else { break }
      used = now
    }
    guard !Meter.processorSeconds(recording.processID).isNaN else { throw BenchError("\(name) ended: \(recording.output.suffix(200))") }
    return recording
  }

  static func headroom(_ collector: String, _ frequency: Int, _ flags: [String] = []) -> Recorder {
    Recorder(name: ([collector, "\(frequency) Hz"] + flags).joined(separator: " "), needsPrograms: collector == "bpf") {
      [
        Bench.headroom, "record", "-p", "\($0)", "--collector", collector, "-F", "\(frequency)", "-d", "3600s", "-o",
        Bench.scratch("recorder.pb.gz"),
      ] + flags
    }
  }

  /// CPU samples only.
  static func sampling(_ collector: String, _ frequency: Int) -> Recorder {
    var recorder = headroom(collector, frequency, ["--no-waits", "--no-tasks"])
    recorder.name = "\(collector) \(frequency) Hz"
    return recorder
  }

  /// nil when perf is not installed.
  static func perf(_ frequency: Int, callGraph: String) -> Recorder? {
    guard Bench.tool("perf") != nil else { return nil }
    return Recorder(name: "perf record \(callGraph) \(frequency) Hz") {
      [
        "perf", "record", "-q", "-F", "\(frequency)", "-e", "cpu-clock", "--call-graph", callGraph, "-p", "\($0)", "-o",
        Bench.scratch("recorder.data"),
      ]
    }
  }
}
