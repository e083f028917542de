/// What a live view says of the recording behind it.
public struct TopStatus: Sendable, Equatable {
  /// Name of the program.
  public var program: String
  public var processID: Int32
  /// `bpf`, `perf` or `ptrace`.
  public var collector: String
  /// Samples per second and processor.
  public var frequency: Int
  /// Since the recording began, nanoseconds.
  public var elapsed: Int64 = 0
  /// Samples kept and lost since then.
  public var samples: Int64 = 0
  public var lost: Int64 = 0
  /// One line that matters now; "" for none.
  public var message = ""

  public init(program: String, processID: Int32, collector: String, frequency: Int) {
    self.program = program
    self.processID = processID
    self.collector = collector
    self.frequency = frequency
  }

  /// `server, process 4711, 12.0 s recorded, 3 456 samples, 0 lost, 99 Hz, bpf collector`.
  var text: String {
    var parts = [program.split(separator: "/").last.map(String.init) ?? program, "process \(processID)"]
    if elapsed > 0 { parts.append("\(Quantity.seconds(elapsed)) recorded") }
    parts.append("\(Quantity.count(samples)) sample\(samples == 1 ? "" : "s")")
    parts.append("\(Quantity.count(lost)) lost")
    parts.append("\(frequency) Hz")
    parts.append("\(collector) collector")
    return TextPage.printable(parts.joined(separator: ", "))
  }
}
