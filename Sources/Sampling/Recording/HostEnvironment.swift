import Glibc
import Images
import Profiles

/// What is known of this machine; goes into every profile.
public enum HostEnvironment {
  /// Kernel release, as `uname -r` prints it.
  public static var kernel: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "" }
    return withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// The first `model name` of /proc/cpuinfo.
  public static var cpuModel: String {
    for line in ProcFile.text("/proc/cpuinfo").split(separator: "\n") where line.hasPrefix("model name") {
      if let colon = line.firstIndex(of: ":") { return String(line[line.index(after: colon)...].drop { $0 == " " }) }
    }
    return ""
  }

  /// How many processors a process may use, by its mask; 0 when there is no such process.
  static func processors(of processID: Int32) -> Int {
    let line = ProcFile.text("/proc/\(processID)/status").split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") } ?? ""
    return line.dropFirst(13).unicodeScalars.reduce(0) { $0 + (UInt32(String($1), radix: 16)?.nonzeroBitCount ?? 0) }
  }

  /// CPU time all threads of a process have used, nanoseconds (fields utime and stime of /proc/PID/stat); nil when there is no such process.
  static func processorTime(of processID: Int32) -> Int64? {
    let text = ProcFile.text("/proc/\(processID)/stat")
    // The name in parentheses may hold anything; the fields after it are numbers.
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else { return nil }
    return (user + system) * (1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
  }

  /// CPU time all threads of a process have used, those that have ended included, exact to the nanosecond; nil when there is no such process.
  static func exactProcessorTime(of processID: Int32) -> UInt64? {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(processID, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
