import Foundation
import Glibc

/// A file system in memory of a few kilobytes, for writes that find no room. Needs root.
final class SmallDisk {
  private let scratch: Scratch

  /// Whether a file system may be mounted here: tried once.
  static let isPossible: Bool = (try? SmallDisk(kilobytes: 64)) != nil

  init(kilobytes: Int) throws {
    scratch = try Scratch()
    guard mount("headroom-test", scratch.folder, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw POSIXError(.EPERM) }
  }

  deinit { umount2(scratch.folder, Int32(MNT_DETACH)) }

  func path(_ name: String) -> String { scratch.path(name) }

  func enlarge(kilobytes: Int) throws { try remount(0, "size=\(kilobytes)k") }

  func makeReadOnly() throws { try remount(UInt(MS_RDONLY), "") }

  private func remount(_ flags: UInt, _ options: String) throws {
    guard mount("headroom-test", scratch.folder, "tmpfs", UInt(MS_REMOUNT) | flags, options) == 0 else { throw POSIXError(.EPERM) }
  }
}
