import CBPF
import Glibc
import Images

extension BPFCollector {
  /// The line that gives the executable what it needs without root.
  static var capabilityCommand: String { "sudo setcap cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search+ep \(ProcFile.link("/proc/self/exe"))" }

  /// Whether the kernel lets us load the program and open the clocks.
  public static func availability() -> CollectorAvailability { prepare().availability }

  /// Really tries to load the program and to open a clock; the loaded program can be used for a recording.
  static func prepare() -> (collector: BPFCollector?, availability: CollectorAvailability) {
    func refusal(_ reason: String, _ remedy: String) -> (BPFCollector?, CollectorAvailability) {
      (nil, CollectorAvailability(collector: .bpf, isAvailable: false, reason: reason, remedy: remedy))
    }
    guard access("/sys/kernel/btf/vmlinux", R_OK) == 0 else {
      return refusal(
        "the kernel has no type information (/sys/kernel/btf/vmlinux)", "use a kernel built with CONFIG_DEBUG_INFO_BTF=y, or --collector ptrace")
    }
    do throws(SamplingError) {
      // The highest processor number counts, not how many there are: some may be offline.
      let object = try BPFObject(processors: (processors().last ?? 0) + 1, rows: rowLimit)
      try object.attach("headroom_on_exec")
      try object.attach("headroom_on_tick", toEvent: clock(processors().first ?? 0, period: 1_000_000_000))
      object.detach()
      let reason = "samples in the kernel, with async callers and tasks"
      return (BPFCollector(object), CollectorAvailability(collector: .bpf, isAvailable: true, reason: reason))
    } catch {
      guard error.code == .permissionDenied else { return refusal(error.message, error.remedy) }
      return refusal(deniedReason(error), deniedRemedy)
    }
  }

  private static func deniedReason(_ error: SamplingError) -> String {
    if geteuid() == 0 {
      return "\(error.message): root here lacks CAP_BPF or CAP_PERFMON, or the container's seccomp profile refuses bpf()"
    }
    let paranoid = ProcFile.line("/proc/sys/kernel/perf_event_paranoid")
    let unprivileged = ProcFile.line("/proc/sys/kernel/unprivileged_bpf_disabled")
    return "it needs CAP_BPF and CAP_PERFMON (perf_event_paranoid \(paranoid), unprivileged_bpf_disabled \(unprivileged))"
  }

  private static var deniedRemedy: String {
    geteuid() == 0
      ? "start the container with: --cap-add BPF --cap-add PERFMON --security-opt seccomp=unconfined" : capabilityCommand
  }
}
