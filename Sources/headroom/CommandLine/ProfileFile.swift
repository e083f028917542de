import Images
import Profiles

/// Reads profiles from files; names that another tool left mangled become readable.
enum ProfileFile {
  /// The profile in the file at `path` (`-` is standard input), in the given format or the one its content shows.
  static func read(_ path: String, format: ProfileFormat? = nil) throws -> Profile {
    try decode(try InputFile.read(path), name: path, format: format)
  }

  /// The profile in bytes of a file of this name.
  static func decode(_ bytes: [UInt8], name path: String, format: ProfileFormat? = nil) throws -> Profile {
    do {
      return try (format.map { try $0.decode(bytes) } ?? ProfileFormat.decode(bytes, name: path)).withReadableNames()
    } catch {
      throw CommandError("\(path): \(error)")
    }
  }
}
