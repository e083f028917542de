import Profiles

/// Reads profiles from files.
enum ProfileFile {
  /// The profile in the file at `path` (`-` is standard input), in the given format or the one its content shows.
  static func read(_ path: String, format: ProfileFormat? = nil) throws -> Profile {
    let bytes = try InputFile.read(path)
    do {
      return try (format ?? ProfileFormat.guess(bytes: bytes, name: path)).decode(bytes)
    } catch {
      throw CommandError("\(path): \(error)")
    }
  }
}
