import CLinux
import Glibc

/// Reading what /proc and another process's memory hold.
enum ProcessFile {
  /// The whole content of a file; empty when it cannot be read.
  static func bytes(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      var count = 0
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
          count = read(descriptor, buffer.baseAddress!, 65_536)
          initialized = max(0, count)
        })
      if count <= 0 { return bytes }
    }
  }

  /// A range of another process's memory; nil when not all of it can be read.
  static func memory(of processID: Int32, at address: UInt64, count: Int) -> [UInt8]? {
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      got = headroom_process_read(processID, address, buffer.baseAddress, count)
      initialized = max(0, got)
    }
    return got == count ? bytes : nil
  }

  /// Where a symbolic link points; nil when it cannot be read.
  static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &bytes, 4095)
    return count > 0 ? String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
