import Profiles

/// What can be measured on this machine.
public enum MachineDiagnosis {
  /// The kernel and every collector; with a process id, whether each works for that process.
  public static func examine(processID: Int32?) -> [Finding] {
    var findings = [Finding("machine", .good, "\(HostEnvironment.cpuModel), Linux \(HostEnvironment.kernel)")]
    for availability in CollectorChoice.availability(processID: processID) {
      findings.append(
        Finding(
          "\(availability.collector.rawValue) collector", availability.isAvailable ? .good : .missing, availability.reason,
          remedy: availability.remedy))
    }
    return findings
  }
}
