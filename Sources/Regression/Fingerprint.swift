import Profiles
import Statistics

/// What must be equal for two measurements to be compared: machine, kernel, toolchain, build, tool and how it sampled.
public struct Fingerprint: Sendable, Hashable {
  public var cpuModel = ""
  /// 0 when unknown.
  public var processors = 0
  public var kernel = ""
  public var toolchain = ""
  public var buildCommand = ""
  public var toolVersion = ""
  public var collector = ""
  /// Samples per second; 0 when unknown.
  public var frequency = 0

  public init() {}

  public init(_ environment: Environment, processors: Int = 0, buildCommand: String = "") {
    cpuModel = environment.cpuModel
    self.processors = processors
    kernel = environment.kernel
    toolchain = environment.toolchain
    self.buildCommand = buildCommand
    toolVersion = environment.toolVersion
    collector = environment.collector
    frequency = environment.frequency
  }

  private struct Part {
    var name: String
    var value: String
    /// What a reader does about a difference.
    var remedy: String
  }

  private var parts: [Part] {
    [
      Part(name: "CPU model", value: cpuModel, remedy: "measure both on one machine"),
      Part(name: "number of processors", value: processors > 0 ? String(processors) : "", remedy: "measure both on one machine"),
      Part(name: "kernel", value: kernel, remedy: "measure both under one kernel"),
      Part(name: "toolchain", value: toolchain, remedy: "build both with one toolchain"),
      Part(name: "build command", value: buildCommand, remedy: "build both with the same command"),
      Part(name: "version of the tool", value: toolVersion, remedy: "measure both with one version"),
      Part(name: "collector", value: collector, remedy: "record both with the same --collector"),
      Part(name: "sampling frequency", value: frequency > 0 ? String(frequency) : "", remedy: "record both with the same -F"),
    ]
  }

  /// All that is known, in one line: the key of a history.
  public var text: String { parts.filter { !$0.value.isEmpty }.map { "\($0.name) \($0.value)" }.joined(separator: "; ") }

  /// Why the two cannot be compared and how to mend it, in one line; nil when nothing differs. What one side does not know does not differ.
  public func difference(from base: Fingerprint) -> String? {
    for (old, new) in zip(base.parts, parts) where !old.value.isEmpty && !new.value.isEmpty && old.value != new.value {
      return "the \(new.name) differs, \(old.value) and \(new.value): \(new.remedy)"
    }
    return nil
  }

  /// What only one of the two knows.
  public func missing(from base: Fingerprint) -> [String] {
    zip(base.parts, parts).filter { $0.value.isEmpty != $1.value.isEmpty }.map(\.0.name)
  }
}
