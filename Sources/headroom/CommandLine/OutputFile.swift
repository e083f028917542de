import Glibc

/// A file that appears whole or not at all: written beside its place, then renamed.
struct OutputFile {
  /// Where the file is to be; a link that leads to a file stays, and the file behind it is replaced.
  let path: String
  /// Standard output is written to as it is: a file that the shell opened must not be replaced.
  let isStandardOutput: Bool

  /// - Parameter path: `-` is standard output.
  init(_ path: String) {
    isStandardOutput = path == "-" || path == "/dev/stdout"
    var status = stat()
    let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    let resolved = isLink ? realpath(path, nil) : nil
    defer { free(resolved) }
    self.path = isStandardOutput ? "standard output" : resolved.map { String(cString: $0) } ?? path
  }

  /// Fails now, not after a long recording, when the file could not be written.
  func checkWritable() throws(CommandError) {
    if isStandardOutput { return }
    guard !path.isEmpty else { throw CommandError("cannot write to a file without a name; name one") }
    let folder = self.folder
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw CommandError("cannot write \(path): there is no folder \(folder); create it or choose another with -o")
    }
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw CommandError("cannot write \(path): it is a folder; name a file with -o") }
    // A file is replaced in its folder, anything else is written to itself.
    let isReplaced = !exists || status.st_mode & S_IFMT == S_IFREG
    guard access(isReplaced ? folder : path, W_OK) == 0 else {
      throw CommandError("cannot write \(path): \(String(cString: strerror(errno))); choose another place with -o")
    }
  }

  /// Writes `bytes`; on failure nothing is left behind and an older file stays as it was.
  func write(_ bytes: [UInt8]) throws(CommandError) {
    if isStandardOutput { return try writeBytes(bytes, to: STDOUT_FILENO) }
    var status = stat()
    // A device or a pipe cannot be replaced by renaming.
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return try writeBytes(bytes, to: path, flags: O_WRONLY)
    }
    let temporary = "\(path).\(getpid()).partial"
    do throws(CommandError) {
      try writeBytes(bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
      guard rename(temporary, path) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes `bytes`, and when that fails puts them where there is room: nothing recorded is lost.
  ///
  /// - Returns: the path that holds them now, and what went wrong with the one asked for.
  func writeOrRescue(_ bytes: [UInt8]) throws(CommandError) -> (path: String, problem: String?) {
    do throws(CommandError) {
      try write(bytes)
      return (path, nil)
    } catch {
      let folders = [getenv("TMPDIR").map { String(cString: $0) }, "/tmp", "/var/tmp", "/dev/shm"].compactMap { $0 }
      for folder in folders where folder != self.folder {
        let rescue = OutputFile("\(folder)/headroom-\(getpid()).pb.gz")
        if (try? rescue.write(bytes)) != nil { return (rescue.path, error.description) }
      }
      throw error
    }
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func failure(_ path: String) -> CommandError {
    let reason = String(cString: strerror(errno))
    let remedy = errno == ENOSPC ? "; free some space or choose another place with -o" : "; choose another place with -o"
    return CommandError("cannot write \(path): \(reason)\(remedy)")
  }

  private func writeBytes(_ bytes: [UInt8], to path: String, flags: Int32) throws(CommandError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    do throws(CommandError) {
      try writeBytes(bytes, to: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw failure(path) }
  }

  private func writeBytes(_ bytes: [UInt8], to descriptor: Int32) throws(CommandError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      done += count
    }
  }
}
