import Glibc
import Profiles
import Reports
import Scaling

/// Reads results of `scale` from files and folders.
enum ScaleResultFile {
  /// The name of the result in the folder of a result set.
  static let name = "result.json"

  /// - Parameter path: A result set's folder, its `result.json`, or `-` for standard input.
  static func read(_ path: String) throws -> ScaleResult {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    let file = isFolder ? (path.hasSuffix("/") ? path : path + "/") + name : path
    if isFolder, access(file, F_OK) != 0 {
      throw CommandError("\(path): the folder holds no \(name); give one that headroom scale wrote, or the file itself")
    }
    let bytes = try InputFile.read(file)
    if isProfile(bytes, file) {
      throw CommandError("\(file) is a profile, not a result of headroom scale; give it by the name of its file")
    }
    do throws(FormatError) { return try ScaleJSONReader.read(bytes) } catch { throw CommandError("\(file): \(error)") }
  }

  /// Whether `path` is a folder with a result, or a file of that name.
  static func isResult(_ path: String) -> Bool {
    path.split(separator: "/").last.map(String.init) == name || access(path + "/" + name, F_OK) == 0
  }

  /// Whether two of it are compared as results of `scale`: a result set's folder, any JSON, or standard input.
  private static func mayBeResult(_ path: String) -> Bool { isResult(path) || path.hasSuffix(".json") || path == "-" }

  /// Whether both sides of a comparison are results of `scale`; an error when only one is.
  static func areResults(_ base: String, _ head: String) throws(CommandError) -> Bool {
    let (isBase, isHead) = (mayBeResult(base), mayBeResult(head))
    guard isBase == isHead else {
      throw CommandError("\(isBase ? base : head) is a result of scale and \(isBase ? head : base) is not; compare two of a kind")
    }
    return isBase
  }

  /// What changed between two results.
  static func difference(_ base: String, _ head: String, threshold: Double?) throws -> ScaleDifference {
    let limits = threshold.map { ScaleDifference.Limits(margin: $0) } ?? ScaleDifference.Limits()
    return ScaleDifference(base: try read(base), head: try read(head), limits: limits)
  }

  /// Any readable profile but JSON, which only the reader of results can judge.
  private static func isProfile(_ bytes: [UInt8], _ name: String) -> Bool {
    let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    guard !bytes.isEmpty, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return false }
    return (try? ProfileFormat.decode(bytes, name: name)) != nil
  }
}
