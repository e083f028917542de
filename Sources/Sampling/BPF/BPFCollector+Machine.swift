import CBPF
import CLinux
import Glibc
import Images

/// Processors, their clocks, and the namespace of process ids.
extension BPFCollector {
  /// A clock of one processor that ticks every `period` nanoseconds.
  static func clock(_ processor: Int, period: UInt64) throws(SamplingError) -> Int32 {
    var attributes = perf_event_attr()
    attributes.type = UInt32(PERF_TYPE_SOFTWARE.rawValue)
    attributes.size = UInt32(MemoryLayout<perf_event_attr>.size)
    attributes.config = UInt64(PERF_COUNT_SW_CPU_CLOCK.rawValue)
    attributes.sample_period = period
    let descriptor = headroom_perf_event_open(&attributes, -1, Int32(processor), -1, UInt(PERF_FLAG_FD_CLOEXEC))
    guard descriptor >= 0 else { throw BPFObject.failure("the clock of processor \(processor) cannot be opened") }
    return Int32(descriptor)
  }

  /// Numbers of the processors that are online, from /sys/devices/system/cpu/online (`0-3,6`).
  static func processors() -> [Int] {
    let ranges = ProcFile.line("/sys/devices/system/cpu/online").split(separator: ",")
    let numbers = ranges.flatMap { range -> [Int] in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last < 65_536 else { return [] }
      return Array(first...last)
    }
    return numbers.isEmpty ? [0] : numbers
  }

  /// The inode of our PID namespace; 0 in the first one, where the kernel's own numbers hold.
  static var namespaceInode: UInt32 {
    var status = stat()
    guard stat("/proc/self/ns/pid", &status) == 0, status.st_ino != UInt(firstNamespaceInode) else { return 0 }
    return UInt32(truncatingIfNeeded: status.st_ino)
  }

  /// PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h.
  private static let firstNamespaceInode: UInt32 = 0xefff_fffc
}
