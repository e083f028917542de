import CElfutils

/// The inlined calls of the functions of a unit, each function's read when it is first asked for.
struct InlineTree {
  /// A call that was inlined, or a block of code that only narrows the search.
  struct Node {
    /// Hull of its ranges; they are in `ranges` when there are several.
    var low: UInt64
    var high: UInt64
    var firstRange: Int32 = 0
    var rangeCount: Int32 = 0
    /// Index behind the last node below this one.
    var subtreeEnd: Int32 = 0
    var isCall: Bool
    var entry: DebugEntry
  }

  private(set) var nodes: [Node] = []
  private var ranges: [Range<UInt64>] = []

  /// Reads the calls below the function whose entry is at `offset`; gives the nodes that are its.
  mutating func read(_ reader: DebugEntryReader, functionAt offset: Int) -> Range<Int32> {
    let first = Int32(nodes.count)
    var cursor = DebugCursor(reader.rangeLists.sections.info, offset: offset, end: reader.header.end)
    let shape = reader.abbreviations.shape(cursor.unsignedLEB())
    guard shape.tag != 0, shape.hasChildren, reader.abbreviations.skip(shape, &cursor) else { return first..<first }
    var depth = 1
    // Below an entry at this depth everything is another function's.
    var foreignDepth = Int.max
    var open: [(depth: Int, node: Int)] = []
    var entryRanges: [Range<UInt64>] = []
    while depth > 0, !cursor.isAtEnd {
      let position = cursor.offset
      let code = cursor.unsignedLEB()
      if code == 0 {
        depth -= 1
        if depth <= foreignDepth { foreignDepth = Int.max }
        close(&open, to: depth)
        continue
      }
      let shape = reader.abbreviations.shape(code)
      guard shape.tag != 0 else { break }
      let tag = Int(shape.tag)
      if foreignDepth == Int.max, tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block {
        guard let entry = reader.read(shape, at: position, &cursor, ranges: &entryRanges) else { break }
        let isCall = tag == DW_TAG_inlined_subroutine
        if isCall || entry.hasRanges {
          let node = add(entry, entryRanges, isCall: isCall)
          if shape.hasChildren { open.append((depth, node)) }
        }
      } else {
        guard reader.abbreviations.skip(shape, &cursor) else { break }
        if tag == DW_TAG_subprogram, shape.hasChildren, foreignDepth == Int.max { foreignDepth = depth }
      }
      if shape.hasChildren { depth += 1 }
    }
    close(&open, to: 0)
    return first..<Int32(nodes.count)
  }

  private mutating func close(_ open: inout [(depth: Int, node: Int)], to depth: Int) {
    while let last = open.last, last.depth >= depth {
      nodes[last.node].subtreeEnd = Int32(nodes.count)
      open.removeLast()
    }
  }

  private mutating func add(_ entry: DebugEntry, _ entryRanges: [Range<UInt64>], isCall: Bool) -> Int {
    var node = Node(low: entryRanges.first?.lowerBound ?? 0, high: entryRanges.first?.upperBound ?? 0, isCall: isCall, entry: entry)
    if entryRanges.count > 1 {
      node.firstRange = Int32(ranges.count)
      node.rangeCount = Int32(entryRanges.count)
      ranges += entryRanges
      for range in entryRanges {
        node.low = min(node.low, range.lowerBound)
        node.high = max(node.high, range.upperBound)
      }
    }
    node.subtreeEnd = Int32(nodes.count + 1)
    nodes.append(node)
    return nodes.count - 1
  }

  /// Appends the calls that an address lies in, outermost first.
  func appendCalls(at address: UInt64, in function: Range<Int32>, to calls: inout [Int]) {
    var index = Int(function.lowerBound)
    var end = Int(function.upperBound)
    while index < end {
      if contains(index, address) {
        if nodes[index].isCall { calls.append(index) }
        end = Int(nodes[index].subtreeEnd)
        index += 1
      } else {
        index = Int(nodes[index].subtreeEnd)
      }
    }
  }

  @inline(__always)
  private func contains(_ index: Int, _ address: UInt64) -> Bool {
    guard nodes[index].low <= address, address < nodes[index].high else { return false }
    let first = Int(nodes[index].firstRange)
    let count = Int(nodes[index].rangeCount)
    return count == 0 || ranges[first..<first + count].contains { $0.contains(address) }
  }
}
