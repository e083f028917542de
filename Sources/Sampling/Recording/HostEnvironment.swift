import Glibc
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
}
