import Glibc

/// `perf record --call-graph dwarf` on the same process at the same time.
struct PerfPeer {
  private let recording: Subprocess
  private let path: String

  /// Starts perf; nil when it is not installed.
  static func start(_ processID: pid_t, frequency: Int, seconds: Int) throws(BenchError) -> PerfPeer? {
    guard Bench.tool("perf") != nil else { return nil }
    let path = Bench.scratch("peer.data")
    let recording = try Subprocess([
      "perf", "record", "-q", "-F", "\(frequency)", "-e", "cpu-clock:u", "--call-graph", "dwarf,16384", "-p", "\(processID)", "-o", path, "--",
      "sleep", "\(seconds)",
    ])
    return PerfPeer(recording: recording, path: path)
  }

  /// The share of samples whose outermost frame is the start of a thread or of the program.
  ///
  /// perf cannot name the C library's start code without its debug symbols: any outermost frame in the C library counts in its favour.
  func completeShare() throws(BenchError) -> Double {
    recording.wait()
    let text = try Subprocess.run(["perf", "script", "-i", path, "-F", "ip,sym,dso"]).output
    var samples = 0
    var complete = 0
    var last: Substring = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        if !last.isEmpty {
          samples += 1
          if last.contains("libc.so") || last.contains(" _start ") || last.contains("clone") { complete += 1 }
        }
        last = ""
      } else if line.first == " " || line.first == "\t" {
        last = line
      }
    }
    return samples > 0 ? Double(complete) / Double(samples) : 0
  }
}
