import Glibc
import Images

/// What every part of the bench needs: the built tool, the fixtures, a folder for scratch files.
enum Bench {
  /// Scratch folder, removed at the end.
  static let folder: String = {
    var template = Array("/tmp/headroom-bench.XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }()

  /// The `headroom` that was built beside this program.
  static let headroom = folderOf(executable) + "/headroom"

  /// Path of a fixture program.
  static func fixture(_ name: String) throws(BenchError) -> String {
    guard let folder = getenv("HEADROOM_FIXTURES") else { throw BenchError("HEADROOM_FIXTURES is not set; start the bench with ci/bench") }
    return String(cString: folder) + "/" + name
  }

  /// The path of a tool in PATH; nil when it is not installed.
  static func tool(_ name: String) -> String? {
    for folder in String(cString: getenv("PATH")).split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    return nil
  }

  /// A path in the scratch folder.
  static func scratch(_ name: String) -> String { folder + "/" + name }

  /// Bytes of a file; 0 when there is none.
  static func size(_ path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// The bytes of a file; empty when it cannot be read.
  static func read(_ path: String) -> [UInt8] { ProcFile.bytes(path) }

  /// Writes a scratch file.
  static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchError("cannot write \(path)") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      guard count > 0 else { throw BenchError("cannot write \(path): \(String(cString: strerror(errno)))") }
      done += count
    }
  }

  /// Path of this program.
  static var executable: String { ProcFile.link("/proc/self/exe") }

  private static func folderOf(_ path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
}
