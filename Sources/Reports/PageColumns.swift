import Profiles

/// The tree and the samples of a page as one text: columns of small numbers, packed.
///
/// Format: gzip in base64 (RFC 1952, RFC 4648) of columns one after the other; each is the number of its elements and then the elements, all as
/// LEB128 varints, signed ones in zigzag (https://protobuf.dev/programming-guides/encoding). The page reads it with DecompressionStream.
///
/// The columns: what is called, by node, as its place among the callees of the caller's function that came before it, from 1, or 0 for a new one;
/// the new ones; steps back up before the one down; flags; how many calls up the acting function is, where waits were recorded; of source lines the
/// function and the number. Then for each metric nodes as steps from the row before, lines as places among those of the node's function, and the
/// new ones (a line counts from 1, 0 is none of them); keys as steps where node and line are the same, values, times as steps where the key is too,
/// numbers of waits; and the total of each source line.
struct PageColumns {
  private var bytes: [UInt8] = []

  /// - Parameters:
  ///   - names: The page's number for each frame of the tree.
  ///   - lineNames: The same for the function of each source line.
  init(_ tree: SampleTree, names: [Int], lineNames: [Int]) {
    // Without the root, which a page makes itself.
    let nodes = tree.frame.indices.dropFirst()
    let (places, new) = Self.places(tree, names: names)
    append(places)
    append(new)
    // A step down is always one, and so never written as a sign.
    append(nodes.map { UInt64(tree.depth[$0 - 1] + 1 - tree.depth[$0]) })
    append(nodes.map { tree.isAsync[$0] ? 1 : 0 })
    append(tree.acting.dropFirst().map { UInt64($0) })
    append(lineNames.map { UInt64($0) })
    append(tree.lines.frames.map { UInt64($0.line) })
    for (rows, totals) in zip(tree.rows, tree.lines.totals) {
      append(rows, tree)
      append(totals.map(Self.zigzag))
    }
  }

  private mutating func append(_ rows: SampleTree.Rows, _ tree: SampleTree) {
    let isSameLine = { (row: Int) in row > 0 && rows.nodes[row] == rows.nodes[row - 1] && rows.lines[row] == rows.lines[row - 1] }
    let isSameKey = { (row: Int) in isSameLine(row) && rows.keys[row] == rows.keys[row - 1] }
    append(Self.steps(rows.nodes) { $0 > 0 })
    var lines = KnownPlaces(contexts: tree.frames.count + 1)
    append(
      zip(rows.nodes, rows.lines).map { node, line in
        lines.place(of: line + 1, in: Int(tree.frame[Int(node)] + 1))
      })
    append(lines.new.map { UInt64($0) })
    append(Self.steps(rows.keys, isSameLine))
    append(rows.values.map(Self.zigzag))
    append(Self.steps(rows.times, isSameKey))
    append(rows.waits.map(Self.zigzag))
  }

  /// - Throws: When there is no memory left.
  func text() throws(FormatError) -> [UInt8] { Base64.encode(try Gzip.compress(bytes, .smallNumbers)) }

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
    var callees = KnownPlaces(contexts: tree.frames.count + 1)
    var open: [Int32] = [-1]
    let places = tree.frame.indices.dropFirst().map { node -> UInt64 in
      let frame = tree.frame[node]
      open.removeSubrange(Int(tree.depth[node])...)
      let caller = Int(open[open.count - 1] + 1)
      open.append(frame)
      return callees.place(of: frame, in: caller)
    }
    return (places, callees.new.map { UInt64(names[Int($0)]) })
  }

  private static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}

/// Numbers as places among those that were met before in the same context.
private struct KnownPlaces {
  private var known: [[Int32: UInt64]]
  /// Numbers that were new in their context, in the order in which they came.
  private(set) var new: [Int32] = []

  init(contexts: Int) { known = [[Int32: UInt64]](repeating: [:], count: contexts) }

  /// From 1; 0 for a new one.
  mutating func place(of number: Int32, in context: Int) -> UInt64 {
    if let place = known[context][number] { return place }
    known[context][number] = UInt64(known[context].count + 1)
    new.append(number)
    return 0
  }
}
