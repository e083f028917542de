/// The text that `perf script` prints: <https://man7.org/linux/man-pages/man1/perf-script.1.html>.
///
/// A sample is a header line, frame lines leaf first, and an empty line; without call chains the frame is on the header line. Sample types are
/// `samples/count` and one per event: `cpu/nanoseconds` for the clocks, else the event's name in `count`.
enum PerfScriptFormat {
  static func decode(_ bytes: [UInt8]) throws(FormatError) -> Profile {
    guard bytes.count <= Gzip.unpackedLimit else {
      throw FormatError(.tooLarge, "the text has more than \(Gzip.unpackedLimit) bytes", remedy: "print a part of it with `perf script --time`")
    }
    let result: Result<Profile, FormatError> = bytes.withUnsafeBytes { input in
      do throws(FormatError) {
        var decoder = PerfScriptDecoder(input)
        return .success(try decoder.decode())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// True when the first line that is not a comment is a sample's header.
  static func recognizes(_ lines: [Substring]) -> Bool {
    let lines = lines.drop { $0.hasPrefix("#") }
    guard let first = lines.first else { return false }
    let isFollowedByFrame = lines.dropFirst().first?.hasPrefix("\t") ?? false
    return Array(first.utf8).withUnsafeBytes { input in
      guard let header = PerfScriptHeader(0..<input.count, of: input) else { return false }
      return header.time != nil || header.event != nil || isFollowedByFrame
    }
  }
}
