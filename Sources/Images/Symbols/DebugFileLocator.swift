import CElfutils

/// Finds the separate debug file of an image, as GDB's manual describes it ("Debugging Information in Separate Files").
///
/// By build id under `/usr/lib/debug/.build-id`, then by the name in `.gnu_debuglink` beside the image, in `.debug/` there and under
/// `/usr/lib/debug`. A file that does not belong to the image is refused: by build id where both have one, else by the link's CRC-32.
public struct DebugFileLocator {
  /// What a search gave.
  public struct Result {
    public var file: ELFFile?
    /// One line for each file that was found and refused.
    public var refusals: [String] = []
  }

  /// Where debug files are installed.
  static let directory = "/usr/lib/debug"

  /// Prefix that leads to the target's files, such as `/proc/PID/root`.
  public var root: String

  public init(root: String = "") { self.root = root }

  /// Searches for the debug file of an image whose path in the target is `path`.
  public func locate(for elf: ELFFile, path: String) -> Result {
    var result = Result()
    for candidate in candidatesByBuildID(elf) {
      guard let file = try? ELFFile(path: candidate) else { continue }
      if file.buildID == elf.buildID {
        result.file = file
        return result
      }
      result.refusals.append("\(candidate) has build id \(file.buildID.isEmpty ? "none" : file.buildID), \(path) has \(elf.buildID)")
    }
    var expected: GElf_Word = 0
    guard let link = dwelf_elf_gnu_debuglink(elf.elf, &expected) else { return result }
    let name = String(cString: link)
    guard !name.isEmpty, !name.contains("/") else { return result }
    for candidate in candidates(named: name, path: path) {
      guard let file = try? ELFFile(path: candidate), file.openPath != elf.openPath else { continue }
      if !file.buildID.isEmpty, !elf.buildID.isEmpty, file.buildID != elf.buildID {
        result.refusals.append("\(candidate) has build id \(file.buildID), \(path) has \(elf.buildID)")
        continue
      }
      guard let found = ChecksumCRC32.ofFile(candidate) else { continue }
      if found == expected {
        result.file = file
        return result
      }
      result.refusals.append(
        "\(candidate) has CRC \(String(found, radix: 16)), \(path) was linked with one of \(String(expected, radix: 16)): install the matching file")
    }
    return result
  }

  private func candidatesByBuildID(_ elf: ELFFile) -> [String] {
    guard elf.buildID.utf8.count > 2 else { return [] }
    let suffix = "\(Self.directory)/.build-id/\(elf.buildID.prefix(2))/\(elf.buildID.dropFirst(2)).debug"
    // A build id is proof enough to take the file from this machine for an image in a container.
    return root.isEmpty ? [suffix] : [root + suffix, suffix]
  }

  private func candidates(named name: String, path: String) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let installed = folder.hasPrefix("/") || folder.isEmpty ? ["\(root)\(Self.directory)\(folder)/\(name)"] : []
    return ["\(root)\(folder)/\(name)", "\(root)\(folder)/.debug/\(name)"] + installed
  }
}
