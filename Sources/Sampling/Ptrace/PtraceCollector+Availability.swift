import Glibc
import Images

extension PtraceCollector {
  /// Whether a process can be traced from here; without one, whether one's own processes can.
  public static func availability(processID: Int32?) -> CollectorAvailability {
    func answer(_ isAvailable: Bool, _ reason: String, _ remedy: String = "") -> CollectorAvailability {
      CollectorAvailability(collector: .ptrace, isAvailable: isAvailable, reason: reason, remedy: remedy)
    }
    let scope = Int(ProcFile.line("/proc/sys/kernel/yama/ptrace_scope")) ?? 0
    if scope == 3 {
      return answer(false, "the kernel forbids ptrace for everybody (yama ptrace_scope 3)", "sudo sysctl kernel.yama.ptrace_scope=0 after a reboot")
    }
    if scope > 0, geteuid() != 0, processID != nil {
      return answer(
        false, "the kernel allows ptrace of own children only (yama ptrace_scope \(scope))",
        "sudo sysctl kernel.yama.ptrace_scope=0, or start it with -- COMMAND")
    }
    guard let processID else { return answer(true, "stops threads to copy their stacks; needs no privileges for your own processes") }
    let status = ProcFile.text("/proc/\(processID)/status").split(separator: "\n")
    func field(_ name: String) -> [Substring] {
      status.first { $0.hasPrefix(name) }?.split(whereSeparator: \.isWhitespace).dropFirst().map { $0 } ?? []
    }
    if let tracer = field("TracerPid:").first, tracer != "0" {
      return answer(false, "process \(processID) is already traced by process \(tracer)", "end that debugger or tracer")
    }
    if geteuid() != 0, let owner = field("Uid:").first, owner != "\(geteuid())" {
      return answer(false, "process \(processID) belongs to user \(owner)", "run as that user, or with sudo")
    }
    return answer(true, "stops threads to copy their stacks, with async callers and tasks")
  }

  /// Why a process could not be traced.
  static func refusal(_ processID: Int32, _ code: Int32) -> SamplingError {
    let found = availability(processID: processID)
    if !found.isAvailable { return SamplingError(.permissionDenied, found.reason, remedy: found.remedy) }
    return SamplingError(
      code == ESRCH ? .noSuchProcess : .permissionDenied, "process \(processID) cannot be traced: \(String(cString: strerror(code)))",
      remedy: geteuid() == 0 ? "start the container with: --cap-add SYS_PTRACE" : "run with sudo")
  }
}
