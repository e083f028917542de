import Profiles

/// The tree and the samples of a page as one text: columns of small numbers, packed.
///
/// Format: gzip in base64 (RFC 1952, RFC 4648) of columns one after the other; each is the number of its elements and then the elements, all as
/// LEB128 varints, signed ones in zigzag (https://protobuf.dev/programming-guides/encoding). The page reads it with DecompressionStream.
struct PageColumns {
  private var bytes: [UInt8] = []

  init(_ tree: SampleTree, names: [Int]) {
    // Without the root, which a page makes itself.
    let nodes = tree.frame.indices.dropFirst()
    append(nodes.map { UInt64(names[Int(tree.frame[$0])]) })
    // A step down is always one, and so never written as a sign.
    append(nodes.map { UInt64(tree.depth[$0 - 1] + 1 - tree.depth[$0]) })
    append(nodes.map { tree.isAsync[$0] ? 1 : 0 })
    for rows in tree.rows {
      append(Self.differences(rows.nodes))
      append(rows.keys.map { UInt64($0) })
      append(rows.values.map(Self.zigzag))
      append(rows.times.map { UInt64($0) })
    }
  }

  /// - Throws: When there is no memory left.
  func text() throws(FormatError) -> [UInt8] { Base64.encode(try Gzip.compress(bytes)) }

  private mutating func append(_ column: [UInt64]) {
    append(UInt64(column.count))
    for value in column { append(value) }
  }

  private mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Of a column that never falls.
  private static func differences(_ column: [Int32]) -> [UInt64] {
    var last: Int32 = 0
    return column.map { value in
      defer { last = value }
      return UInt64(value - last)
    }
  }

  private static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}
