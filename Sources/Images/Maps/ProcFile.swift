import Glibc

/// Small text files of /proc and /sys.
public enum ProcFile {
  /// The whole text of the file; empty when it cannot be read.
  public static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

  /// The whole content of the file; empty when it cannot be read.
  public static func bytes(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      var count = 0
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, initialized in
          count = read(descriptor, buffer.baseAddress!, 16_384)
          initialized = max(0, count)
        })
      if count <= 0 { return bytes }
    }
  }

  /// The file's text without the newline at its end.
  public static func line(_ path: String) -> String {
    var text = text(path)
    while text.last == "\n" { text.removeLast() }
    return text
  }

  /// Where a symbolic link points; empty when it cannot be read.
  public static func link(_ path: String) -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { readlink(path, $0.bindMemory(to: CChar.self).baseAddress!, 4096) }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : ""
  }

  /// Path of a process's executable, as it was where the file is deleted; nil when it cannot be read.
  public static func executable(of processID: Int32) -> String? {
    let link = link("/proc/\(processID)/exe")
    let deleted = " (deleted)"
    return link.isEmpty ? nil : link.hasSuffix(deleted) ? String(link.dropLast(deleted.count)) : link
  }

  /// The entries of a folder that are numbers.
  public static func numbers(in path: String) -> [Int32] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var numbers: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let number = Int32(name) { numbers.append(number) }
    }
    return numbers
  }
}
