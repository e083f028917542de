extension ProfileFormat {
  /// The format of `bytes` by their first few kilobytes, and by the file's `name` where the contents leave it open; nil when nothing fits.
  public static func guess(bytes: [UInt8], name: String) -> ProfileFormat? {
    if Gzip.isGzip(bytes) { return .pprof }
    let start = bytes.prefix(8192)
    if isText(start) {
      let text = String(decoding: start, as: UTF8.self)
      if text.drop(while: \.isWhitespace).first == "{" { return text.contains("speedscope") ? .speedscope : nil }
      let lines = text.split(whereSeparator: \.isNewline)
      if PerfScriptFormat.recognizes(lines) { return .perfScript }
      // The last line may be cut by the prefix.
      let whole = bytes.count > start.count ? lines.dropLast() : lines[...]
      if !whole.isEmpty, whole.allSatisfy({ CollapsedFormat.recognizes($0) }) { return .collapsed }
    } else if PprofFormat.recognizes(start) {
      return .pprof
    }
    return guess(name: name)
  }

  /// The format that a file name stands for by its ending: what to write when nobody said.
  public static func guess(name: String) -> ProfileFormat? {
    let endings: [(String, ProfileFormat)] = [
      (".pb.gz", .pprof), (".pb", .pprof), (".pprof", .pprof), (".prof", .pprof), (".collapsed", .collapsed), (".folded", .collapsed),
      (".collapsed.txt", .collapsed), (".folded.txt", .collapsed), (".speedscope.json", .speedscope), (".json", .speedscope),
      (".perf", .perfScript), (".perf.txt", .perfScript),
    ]
    return endings.first { name.hasSuffix($0.0) }?.1
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
