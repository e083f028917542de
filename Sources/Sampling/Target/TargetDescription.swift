import Images

/// What a process says of itself in /proc.
public struct TargetDescription: Sendable {
  /// The kernel's short name of it.
  public var name: String
  /// Path of its executable; its name when that cannot be read.
  public var path: String
  /// Its command line, arguments separated by spaces.
  public var arguments: String

  public init(processID: Int32) {
    name = ProcFile.line("/proc/\(processID)/comm")
    path = ProcFile.executable(of: processID) ?? name
    let words = ProcFile.bytes("/proc/\(processID)/cmdline").split(separator: 0)
    arguments = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}
