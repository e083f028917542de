import CLinux
import Glibc
import Images

extension PerfCollector {
  /// Whether the kernel lets us sample a process; without one, whether one's own.
  public static func availability(processID: Int32?) -> CollectorAvailability {
    // What the kernel allows for this very process is what it allows for any other of the same user.
    let target = processID ?? getpid()
    let wanted = PerfAttributes(period: 1_000_000_000, isInheritedByThreadsOnly: true, ringSize: 1 << 19)
    let (accepted, code) = wanted.accepted(for: target, processor: BPFCollector.processors()[0])
    guard let accepted else {
      let error = refusal(target, code)
      return CollectorAvailability(collector: .perf, isAvailable: false, reason: error.message, remedy: error.remedy)
    }
    let kernel = accepted.excludesKernel ? ", user space only" : ""
    return CollectorAvailability(
      collector: .perf, isAvailable: true, reason: "the kernel copies stacks\(kernel); async callers and tasks only where they can be proved")
  }

  /// Why a process could not be sampled.
  static func refusal(_ processID: Int32, _ code: Int32) -> SamplingError {
    let owner = ProcFile.text("/proc/\(processID)/status").split(separator: "\n").first { $0.hasPrefix("Uid:") }?
      .split(whereSeparator: \.isWhitespace).dropFirst().first
    switch code {
    case ESRCH: return SamplingError(.noSuchProcess, "there is no process \(processID)", remedy: "see ps -e")
    case EMFILE:
      return SamplingError(
        .systemCall, "process \(processID) has more threads than the perf collector may open files", remedy: "ulimit -n 65536, as root")
    case ENOSYS:
      return SamplingError(
        .notSupported, "there is no perf_event_open here: the kernel was built without it or the container's seccomp profile hides it",
        remedy: "start the container with: --security-opt seccomp=unconfined, or use --collector ptrace")
    case EACCES, EPERM: break
    default:
      return SamplingError(
        .notSupported, "process \(processID) cannot be sampled with perf_event_open: \(String(cString: strerror(code)))",
        remedy: "use --collector ptrace")
    }
    if geteuid() == 0 {
      return SamplingError(
        .permissionDenied, "perf_event_open is refused: root here lacks CAP_PERFMON, or the container's seccomp profile refuses it",
        remedy: "start the container with: --cap-add PERFMON --security-opt seccomp=unconfined")
    }
    if let owner, owner != "\(geteuid())" {
      return SamplingError(.permissionDenied, "process \(processID) belongs to user \(owner)", remedy: "run as that user, or with sudo")
    }
    let level = ProcFile.line("/proc/sys/kernel/perf_event_paranoid")
    if (Int(level) ?? 0) > 2 {
      return SamplingError(
        .permissionDenied, "the kernel allows perf_event_open to nobody without CAP_PERFMON (perf_event_paranoid \(level))",
        remedy: "sudo sysctl kernel.perf_event_paranoid=2")
    }
    return SamplingError(
      .permissionDenied, "process \(processID) cannot be sampled: perf_event_open is refused (perf_event_paranoid \(level))",
      remedy: "run with sudo; in a container add: --cap-add PERFMON --security-opt seccomp=unconfined")
  }
}
