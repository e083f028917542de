import Glibc

/// A lock between processes, on a file that stays (`flock(2)`): it ends with its holder, however that ends.
public final class FileLock {
  public enum Kind: Sendable { case shared, exclusive }

  private(set) var kind: Kind
  private let descriptor: Int32

  private init(descriptor: Int32, kind: Kind) {
    self.descriptor = descriptor
    self.kind = kind
  }

  deinit { close(descriptor) }

  /// Takes a lock, or nil while others hold it.
  public static func take(_ path: String, _ kind: Kind) throws(ExperimentError) -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw ExperimentError(.store, "\(path) cannot be opened: \(String(cString: strerror(errno)))", remedy: "check who owns the folder")
    }
    let lock = FileLock(descriptor: descriptor, kind: kind)
    return lock.change(to: kind) ? lock : nil
  }

  /// Takes a lock as soon as others let go of it.
  ///
  /// - Parameters:
  ///   - orShared: Asked while others hold it: true when a shared lock will do.
  ///   - waiting: Called once when others hold it.
  static func wait(
    _ path: String, _ kind: Kind, isStopRequested: () -> Bool, orShared: () -> Bool = { false }, waiting: () -> Void
  ) throws(ExperimentError) -> FileLock {
    var isTold = false
    while true {
      if let lock = try take(path, kind) { return lock }
      if orShared(), let lock = try take(path, .shared) { return lock }
      if !isTold { waiting() }
      isTold = true
      if isStopRequested() { throw ExperimentError(.interrupted, "interrupted while another headroom worked in the repository") }
      usleep(50_000)
    }
  }

  /// Makes the lock another kind; false when others are in the way. In between nobody may hold it.
  func change(to kind: Kind) -> Bool {
    while flock(descriptor, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      if errno != EINTR { return false }
    }
    self.kind = kind
    return true
  }
}
