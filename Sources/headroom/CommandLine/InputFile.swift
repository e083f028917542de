import Glibc

/// Reads whole files.
enum InputFile {
  /// The bytes of the file at `path`, or of standard input for `-`.
  static func read(_ path: String) throws(CommandError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandError("cannot read \(path): \(String(cString: strerror(errno)))\(errno == ENOENT ? "; check the name" : "")")
    }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size + 1)
    while true {
      let chunk = max(65_536, size - bytes.count + 1)
      var count = 0
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
          repeat { count = Glibc.read(descriptor, buffer.baseAddress!, chunk) } while count < 0 && errno == EINTR
          initialized = max(0, count)
        })
      guard count >= 0 else { throw CommandError("cannot read \(path): \(String(cString: strerror(errno)))") }
      if count == 0 { return bytes }
    }
  }
}
