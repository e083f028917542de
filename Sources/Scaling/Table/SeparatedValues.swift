/// Rows of a text of separated values: RFC 4180 with commas, semicolons or tabs.
///
/// A byte order mark, carriage returns, blank lines and lines that begin with `#` are skipped.
public struct SeparatedValues: Sendable {
  public struct Row: Sendable {
    /// 1-based number of the line it begins on.
    public var line: Int
    /// Without the blanks around them, and without quotes.
    public var fields: [String]
  }

  public private(set) var rows: [Row] = []

  /// A row for each run is enough; beyond this the file is of another kind.
  public static let largestRowCount = 20_000

  /// - Parameters:
  ///   - largestRowCount: What has more rows is refused.
  ///   - example: A header such a table may have, for messages.
  public init(
    _ bytes: [UInt8], largestRowCount: Int = Self.largestRowCount, example: String = "N,X"
  ) throws(TableError) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw TableError("the table is UTF-16", remedy: "save it as UTF-8")
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    guard !bytes.contains(0) else { throw TableError("the file is not text", remedy: "give a table with a header such as \(example)") }
    let separator = Self.separator(bytes)
    var line = 1
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let first = line
      if bytes[position] == UInt8(ascii: "#") {
        position = bytes[position...].firstIndex(where: Self.isLineEnd) ?? bytes.endIndex
        Self.skipLineEnd(bytes, &position, &line)
        continue
      }
      var fields: [String] = []
      repeat {
        fields.append(try Self.field(bytes, &position, &line, separator))
        guard position < bytes.endIndex, bytes[position] == separator else { break }
        position += 1
      } while true
      Self.skipLineEnd(bytes, &position, &line)
      if fields.contains(where: { !$0.isEmpty }) {
        guard rows.count <= largestRowCount else {
          throw TableError("the table has more than \(largestRowCount) rows", remedy: "give one row for each run")
        }
        rows.append(Row(line: first, fields: fields))
      }
    }
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private static func skipLineEnd(_ bytes: ArraySlice<UInt8>, _ position: inout Int, _ line: inout Int) {
    guard position < bytes.endIndex else { return }
    let isReturn = bytes[position] == UInt8(ascii: "\r")
    position += 1
    if isReturn, position < bytes.endIndex, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    line += 1
  }

  /// One field; `position` stays at what ends it.
  private static func field(
    _ bytes: ArraySlice<UInt8>, _ position: inout Int, _ line: inout Int, _ separator: UInt8
  ) throws(TableError) -> String {
    while position < bytes.endIndex, isBlank(bytes[position]), bytes[position] != separator { position += 1 }
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
      let start = position
      while position < bytes.endIndex, bytes[position] != separator, !isLineEnd(bytes[position]) { position += 1 }
      return trimmed(bytes[start..<position])
    }
    let first = line
    var content: [UInt8] = []
    position += 1
    while true {
      guard position < bytes.endIndex else { throw TableError("a quote on line \(first) never ends", remedy: "close it with \"") }
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte != UInt8(ascii: "\"") {
        content.append(byte)
      } else if position < bytes.endIndex, bytes[position] == byte {
        content.append(byte)
        position += 1
      } else {
        break
      }
    }
    while position < bytes.endIndex, isBlank(bytes[position]), bytes[position] != separator { position += 1 }
    guard position == bytes.endIndex || bytes[position] == separator || isLineEnd(bytes[position]) else {
      throw TableError("there is text after a quote on line \(line)", remedy: "put the whole field in quotes, and quotes inside it twice")
    }
    return trimmed(content[...])
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    guard let start = bytes.firstIndex(where: { !isBlank($0) }), let end = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(decoding: bytes[start...end], as: UTF8.self)
  }

  /// The separator that occurs most often in the first line of content, outside quotes.
  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    let header = bytes.split(omittingEmptySubsequences: true, whereSeparator: isLineEnd).first { line in
      line.first != UInt8(ascii: "#") && line.contains { !isBlank($0) }
    }
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in header ?? [] {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() } else if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return candidates.reduce(candidates[0]) { (counts[$1] ?? 0) > (counts[$0] ?? 0) ? $1 : $0 }
  }
}
