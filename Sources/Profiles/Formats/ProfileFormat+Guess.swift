extension ProfileFormat {
  /// The format of `bytes` by their first few kilobytes, and by the file's `name` where the contents leave it open; nil when nothing fits.
  public static func guess(bytes: [UInt8], name: String) -> ProfileFormat? {
    if Gzip.isGzip(bytes) {
      let start = Gzip.beginning(of: bytes, count: startLength)
      // What is no text may be damaged; pprof's reader says how.
      return isText(start[...]) && !start.isEmpty ? guess(text: start[...], isCut: start.count == startLength) ?? .pprof : .pprof
    }
    let start = bytes.prefix(startLength)
    if isText(start) {
      if let format = guess(text: start, isCut: bytes.count > start.count) { return format }
      if isJSON(start) { return guess(name: name) == .firefox ? .firefox : nil }
    } else if PprofFormat.recognizes(start) {
      return .pprof
    }
    return guess(name: name)
  }

  /// How much of a file is looked at.
  private static let startLength = 8192

  /// The format of a text by its first lines, of which the last one may be cut.
  private static func guess(text start: ArraySlice<UInt8>, isCut: Bool) -> ProfileFormat? {
    let text = String(decoding: start, as: UTF8.self)
    if isJSON(start) {
      if text.contains(#""preprocessedProfileVersion""#) { return .firefox }
      return text.contains("speedscope") ? .speedscope : nil
    }
    let lines = text.split(whereSeparator: \.isNewline)
    if PerfScriptFormat.recognizes(lines) { return .perfScript }
    let whole = isCut ? lines.dropLast() : lines[...]
    return !whole.isEmpty && whole.allSatisfy({ CollapsedFormat.recognizes($0) }) ? .collapsed : nil
  }

  private static func isJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "{")
  }

  /// The format that a file name stands for by its ending: what to write when nobody said.
  public static func guess(name: String) -> ProfileFormat? {
    let endings: [(String, ProfileFormat)] = [
      (".pb", .pprof), (".pprof", .pprof), (".prof", .pprof), (".collapsed", .collapsed), (".folded", .collapsed),
      (".collapsed.txt", .collapsed), (".folded.txt", .collapsed), (".speedscope.json", .speedscope), (".firefox.json", .firefox),
      (".perf", .perfScript), (".perf.txt", .perfScript),
    ]
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    if let known = endings.first(where: { plain.hasSuffix($0.0) }) { return known.1 }
    // The Firefox Profiler and tools that write for it call their files `profile.json.gz`; nobody else's are gzipped.
    guard plain.hasSuffix(".json") else { return nil }
    return plain == name ? .speedscope : .firefox
  }

  /// Reads a profile in the format that the bytes show.
  public static func decode(_ bytes: [UInt8], name: String) throws(FormatError) -> Profile {
    if bytes.starts(with: "PERFILE2".utf8) {
      throw FormatError(
        .unsupported, "this is perf's binary recording", remedy: "make text of it with `perf script -i FILE > FILE.perf` and read that")
    }
    if bytes.isEmpty { return try ProfileFormat.pprof.decode(bytes) }
    guard let format = guess(bytes: bytes, name: name) else { throw .notAProfile("the file is in no known profile format") }
    return try format.decode(bytes)
  }

  private static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
  }
}
