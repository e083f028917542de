import Profiles

/// Reads profiles from files.
enum ProfileFile {
  /// The profile in the file at `path` (`-` is standard input), in the given format or the one its content shows.
  static func read(_ path: String, format: ProfileFormat? = nil) throws -> Profile {
    let bytes = try InputFile.read(path)
    do {
      if let format { return try format.decode(bytes) }
      return try ProfileFormat.decode(bytes, name: path)
    } catch {
      throw CommandError("\(path): \(error)")
    }
  }
}
