/// One line of /proc/PID/maps.
public struct MapEntry: Sendable, Equatable {
  public var start: UInt64
  public var end: UInt64
  public var isReadable: Bool
  public var isWritable: Bool
  public var isExecutable: Bool
  public var fileOffset: UInt64
  /// `major:minor` as the kernel prints it.
  public var device: String
  public var inode: UInt64
  /// Path, or a name such as `[vdso]`; empty for anonymous memory. Without ` (deleted)`.
  public var path: String
  public var isDeleted: Bool
}

/// The memory map of a process.
public enum MemoryMap {
  /// Reads /proc/PID/maps; empty when that is not allowed or the process is gone.
  public static func read(processID: Int32) -> [MapEntry] { parse(ProcFile.bytes("/proc/\(processID)/maps")) }

  /// Parses the text of a maps file. Lines that are not of its form are left out.
  public static func parse(_ text: [UInt8]) -> [MapEntry] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { entry(String(decoding: $0, as: UTF8.self)) }
  }

  private static func entry(_ line: String) -> MapEntry? {
    let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    guard fields.count >= 5 else { return nil }
    let range = fields[0].split(separator: "-")
    let permissions = Array(fields[1].utf8)
    guard range.count == 2, let start = UInt64(range[0], radix: 16), let end = UInt64(range[1], radix: 16), start < end, permissions.count >= 3,
      let offset = UInt64(fields[2], radix: 16), let inode = UInt64(fields[4])
    else { return nil }
    var path = fields.count > 5 ? String(fields[5].drop { $0 == " " }) : ""
    let deleted = " (deleted)"
    let isDeleted = path.hasSuffix(deleted)
    if isDeleted { path.removeLast(deleted.count) }
    return MapEntry(
      start: start, end: end, isReadable: permissions[0] == UInt8(ascii: "r"), isWritable: permissions[1] == UInt8(ascii: "w"),
      isExecutable: permissions[2] == UInt8(ascii: "x"), fileOffset: offset, device: String(fields[3]), inode: inode, path: path,
      isDeleted: isDeleted)
  }
}
