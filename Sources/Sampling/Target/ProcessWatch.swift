import CLinux
import Glibc

/// Notices the end of a process, whoever started it.
public final class ProcessWatch {
  private let descriptor: Int32

  /// Opens a process file descriptor (`pidfd_open(2)`).
  public init(processID: Int32) throws(SamplingError) {
    descriptor = headroom_pidfd_open(processID)
    guard descriptor >= 0 else {
      throw SamplingError(.noSuchProcess, "process \(processID) cannot be watched: \(String(cString: strerror(errno)))", remedy: "see ps -e")
    }
  }

  deinit { close(descriptor) }

  /// True once the process has ended, even if nobody has waited for it yet.
  public var hasExited: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&entry, 1, 0) == 1
  }
}
