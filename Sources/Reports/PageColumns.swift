import Profiles

/// The tree and the samples of a page as one text: columns of small numbers, packed.
///
/// Format: gzip in base64 (RFC 1952, RFC 4648) of columns one after the other; each is the number of its elements and then the elements, all as
/// LEB128 varints, signed ones in zigzag (https://protobuf.dev/programming-guides/encoding). The page reads it with DecompressionStream.
///
/// The columns: what is called, by node, as its place among the callees of the caller's function that came before it, from 1, or 0 for a new one;
/// the new ones; steps back up before the one down; flags. Then for each metric nodes as steps from the row before, keys as steps where the node
/// is the same, values, and times as steps where node and key are.
struct PageColumns {
  private var bytes: [UInt8] = []

  init(_ tree: SampleTree, names: [Int]) {
    // Without the root, which a page makes itself.
    let nodes = tree.frame.indices.dropFirst()
    let (places, new) = Self.places(tree, names: names)
    append(places)
    append(new)
    // A step down is always one, and so never written as a sign.
    append(nodes.map { UInt64(tree.depth[$0 - 1] + 1 - tree.depth[$0]) })
    append(nodes.map { tree.isAsync[$0] ? 1 : 0 })
    for rows in tree.rows {
      let isSameNode = { row in row > 0 && rows.nodes[row] == rows.nodes[row - 1] }
      let isSameKey = { row in isSameNode(row) && rows.keys[row] == rows.keys[row - 1] }
      append(Self.steps(rows.nodes) { $0 > 0 })
      append(Self.steps(rows.keys, isSameNode))
      append(rows.values.map(Self.zigzag))
      append(Self.steps(rows.times, isSameKey))
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

  /// Of a column that never falls from one row to the next where `goesOn` says so; elsewhere the value itself.
  private static func steps(_ column: [Int32], _ goesOn: (Int) -> Bool) -> [UInt64] {
    column.indices.map { row in UInt64(goesOn(row) ? column[row] - column[row - 1] : column[row]) }
  }

  /// Functions call the same few others again and again: a place among them is a smaller number than a name, and packs better.
  private static func places(_ tree: SampleTree, names: [Int]) -> (places: [UInt64], new: [UInt64]) {
    // By the caller's frame, with the root first.
    var known = [[Int32: UInt64]](repeating: [:], count: tree.frames.count + 1)
    var open: [Int32] = [-1]
    var new: [UInt64] = []
    let places = tree.frame.indices.dropFirst().map { node -> UInt64 in
      let frame = tree.frame[node]
      open.removeSubrange(Int(tree.depth[node])...)
      let caller = Int(open[open.count - 1] + 1)
      open.append(frame)
      if let place = known[caller][frame] { return place }
      known[caller][frame] = UInt64(known[caller].count + 1)
      new.append(UInt64(names[Int(frame)]))
      return 0
    }
    return (places, new)
  }

  private static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}
