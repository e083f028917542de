import Glibc

/// Every image once, by what the kernel knows a file by.
///
/// Images are opened through `/proc/PID/root`, so that containers work; a file that was deleted or replaced since it was mapped is opened
/// through `/proc/PID/map_files` or `/proc/PID/exe`; the vDSO is copied from memory.
public final class ImageCache {
  private struct Key: Hashable {
    var device: String
    var inode: UInt64
    var path: String
  }

  private var images: [Key: Image] = [:]

  public init() {}

  /// The image that a process has mapped with `entry`.
  func image(for entry: MapEntry, processID: Int32) -> Image? {
    guard entry.inode != 0 || entry.path == "[vdso]" else { return nil }
    let key = Key(device: entry.device, inode: entry.inode, path: entry.path)
    if let known = images[key] { return known }
    let image = entry.inode == 0 ? vdso(entry, processID: processID) : open(entry, processID: processID)
    images[key] = image
    return image
  }

  private func vdso(_ entry: MapEntry, processID: Int32) -> Image {
    guard let bytes = ProcessMemory(processID: processID).bytes(at: entry.start, count: Int(entry.end - entry.start)) else {
      return Image(path: entry.path, elf: nil, problem: "its memory cannot be read")
    }
    return Image(path: entry.path, elf: try? ELFFile(bytes: bytes, name: entry.path))
  }

  private func open(_ entry: MapEntry, processID: Int32) -> Image {
    var problem = "\(entry.path) was deleted and its old content cannot be read; run as root"
    for path in places(of: entry, processID: processID) {
      do throws(ImageError) {
        return Image(path: entry.path, elf: try ELFFile(path: path), root: rootPrefix(processID))
      } catch {
        problem = error.message
      }
    }
    return Image(path: entry.path, elf: nil, problem: problem)
  }

  /// Paths under which the very file that is mapped can be opened, best first.
  private func places(of entry: MapEntry, processID: Int32) -> [String] {
    var places: [String] = []
    let ordinary = "/proc/\(processID)/root\(entry.path)"
    if !entry.isDeleted {
      // Only the inode is compared: on overlay and btrfs the device of the map and of the file differ.
      if let inode = inode(ordinary) {
        if inode == entry.inode { places.append(ordinary) }
      } else if inode(entry.path) == entry.inode {
        places.append(entry.path)
      }
    }
    places.append("/proc/\(processID)/map_files/\(String(entry.start, radix: 16))-\(String(entry.end, radix: 16))")
    if inode("/proc/\(processID)/exe") == entry.inode { places.append("/proc/\(processID)/exe") }
    return places
  }

  private func inode(_ path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  /// `/proc/PID/root` where that is another place than our own root.
  private func rootPrefix(_ processID: Int32) -> String {
    var own = stat()
    var other = stat()
    guard stat("/", &own) == 0, stat("/proc/\(processID)/root/.", &other) == 0, own.st_ino != other.st_ino || own.st_dev != other.st_dev else {
      return ""
    }
    return "/proc/\(processID)/root"
  }
}
