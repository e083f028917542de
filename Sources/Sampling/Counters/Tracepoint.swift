import Glibc
import Images

/// Static tracepoints of the kernel.
enum Tracepoint {
  /// The number by which `perf_event_open(2)` knows a tracepoint.
  ///
  /// It stands in the trace file system. Where that is not mounted, a helper mounts it for itself alone, in a mount namespace that ends with
  /// it.
  static func number(_ name: String) throws(SamplingError) -> UInt64 {
    for folder in ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"] {
      if let number = UInt64(ProcFile.line("\(folder)/events/\(name)/id")) { return number }
    }
    let place = "/sys/kernel/tracing"
    if geteuid() == 0, let number = UInt64(printed(by: "mount -t tracefs none \(place) 2>/dev/null && cat \(place)/events/\(name)/id")) {
      return number
    }
    throw SamplingError(
      .notSupported, "the tracepoint \(name) cannot be used: \(place) cannot be read", remedy: "run as root, or mount -t tracefs none \(place)")
  }

  /// The first line that a script prints in a mount namespace of its own.
  private static func printed(by script: String) -> String {
    guard let stream = popen("exec unshare --mount --propagation private sh -c '\(script)' 2>/dev/null", "re") else { return "" }
    defer { pclose(stream) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), stream) != nil else { return "" }
    return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
