import Glibc
import Images

/// Finds the process a person means.
public enum ProcessFinder {
  /// Checks that `processID` is a process that can be recorded.
  public static func process(_ processID: Int32) throws(SamplingError) -> Int32 {
    let status = ProcFile.text("/proc/\(processID)/status")
    guard !status.isEmpty else {
      throw SamplingError(.noSuchProcess, "there is no process \(processID)", remedy: "see ps -e, or give a name with -n")
    }
    if let group = field("Tgid", of: status).flatMap({ Int32($0) }), group != processID {
      throw SamplingError(.noSuchProcess, "\(processID) is a thread of process \(group)", remedy: "give -p \(group)")
    }
    if hasEnded(status) {
      throw SamplingError(.targetExited, "process \(processID) has ended and waits for its parent to notice", remedy: "give a running process")
    }
    if ProcFile.bytes("/proc/\(processID)/cmdline").isEmpty, ProcFile.link("/proc/\(processID)/exe").isEmpty, geteuid() == 0 {
      throw SamplingError(.notSupported, "\(processID) is a thread of the kernel", remedy: "give a process of a program")
    }
    return processID
  }

  /// The only process with this name: the kernel's short name, or the name of its executable.
  public static func process(named name: String) throws(SamplingError) -> Int32 {
    var matches: [Int32] = []
    // The kernel cuts its short name at 15 bytes, which may be in the middle of a character.
    let shortName = String(decoding: name.utf8.prefix(15), as: UTF8.self)
    for entry in ProcFile.numbers(in: "/proc").sorted() where entry != getpid() {
      let description = TargetDescription(processID: entry)
      let executable = description.path.split(separator: "/").last.map(String.init) ?? ""
      let isNamed = executable == name || description.name == name || (name.utf8.count > 15 && description.name == shortName)
      if isNamed, !hasEnded(ProcFile.text("/proc/\(entry)/status")) { matches.append(entry) }
    }
    guard let first = matches.first else {
      throw SamplingError(.noSuchProcess, "there is no process named \(name)", remedy: "see ps -e for names, or give -p PID")
    }
    guard matches.count == 1 else {
      let list = matches.prefix(8).map { "\($0) (\(TargetDescription(processID: $0).arguments.prefix(60)))" }.joined(separator: ", ")
      let more = matches.count > 8 ? " and \(matches.count - 8) more" : ""
      throw SamplingError(.ambiguousName, "\(matches.count) processes are named \(name): \(list)\(more)", remedy: "give one of them with -p")
    }
    return try process(first)
  }

  /// True for a process that only waits for its parent to notice its end.
  private static func hasEnded(_ status: String) -> Bool { field("State", of: status)?.first == "Z" }

  private static func field(_ name: String, of status: String) -> Substring? {
    for line in status.split(separator: "\n") where line.hasPrefix("\(name):") {
      return line.dropFirst(name.count + 1).drop { $0 == "\t" || $0 == " " }
    }
    return nil
  }
}
