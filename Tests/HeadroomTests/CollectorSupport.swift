import Foundation
import Testing

/// Which collectors this machine allows; tests of the others are skipped by name with the reason.
enum CollectorSupport {
  /// The doctor's line for each collector.
  private static let lines: [Substring] = ((try? Tool.run("doctor"))?.output ?? "").split(separator: "\n")

  /// The collectors that work here: what tests that take a collector run with. `CollectorTests` names the missing ones.
  static let available = ["bpf", "perf", "ptrace"].filter(isAvailable)

  /// Those of them that see every task and every async caller.
  static let seeingTasks = available.filter { $0 != "perf" }

  static func isAvailable(_ collector: String) -> Bool { lines.contains { $0.hasPrefix("ok") && $0.contains("\(collector) collector") } }

  static func reason(_ collector: String) -> Comment {
    Comment(rawValue: lines.first { $0.contains("\(collector) collector") }.map(String.init) ?? "the doctor does not know \(collector)")
  }
}

extension Trait where Self == ConditionTrait {
  /// The test needs this collector.
  static func needs(_ collector: String) -> ConditionTrait {
    .enabled(if: CollectorSupport.isAvailable(collector), CollectorSupport.reason(collector))
  }

  /// The test needs this program.
  static func needsProgram(_ name: String) -> ConditionTrait { .enabled(if: Tool.isInstalled(name), "\(name) is not installed") }

  /// The test needs to be root, to act as somebody else.
  static var needsRoot: ConditionTrait { .enabled(if: geteuid() == 0, "only root can act as another user") }
}
