import CElfutils

/// The functions, inlined calls and lines of one compilation unit, read when an address in it is first asked for.
final class DebugUnit {
  private let reader: DebugEntryReader
  /// The value is the index into `functionOffsets`.
  private var functions = RangeIndex()
  /// Offset of each function's entry in `.debug_info`.
  private var functionOffsets: [Int] = []
  /// The nodes of each function in `tree`; nil before they are read.
  private var functionNodes: [Range<Int32>?] = []
  private var tree = InlineTree()
  lazy var lines = LineTable(header: reader.header, sections: reader.rangeLists.sections)

  init(header: DebugUnitHeader, sections: DebugSections) {
    reader = DebugEntryReader(
      header: header,
      abbreviations: DebugAbbreviations(unitEntry: header.entry, forms: header.forms),
      rangeLists: DebugRangeList(sections: sections, header: header))
    readFunctions()
  }

  /// Whether an entry of `.debug_info` is this unit's.
  func holds(_ offset: Int) -> Bool { offset >= reader.header.offset && offset < reader.header.end }

  /// The ranges of all functions, for a unit that does not say where its code is.
  var functionRanges: [Range<UInt64>] { functions.entries.map { $0.start..<$0.end } }

  /// Steps through all entries once and notes the functions that have code.
  private func readFunctions() {
    var cursor = DebugCursor(reader.rangeLists.sections.info, offset: reader.header.firstEntry, end: reader.header.end)
    let abbreviations = reader.abbreviations
    var found: [RangeIndex.Entry] = []
    var ranges: [Range<UInt64>] = []
    var depth = 0
    while !cursor.isAtEnd {
      let offset = cursor.offset
      let code = cursor.unsignedLEB()
      if code == 0 {
        depth -= 1
        if depth <= 0 { break }
        continue
      }
      let shape = abbreviations.shape(code)
      if Int(shape.tag) == DW_TAG_subprogram {
        guard reader.read(shape, at: offset, &cursor, ranges: &ranges) != nil else { break }
        ranges.removeAll { !reader.rangeLists.sections.isCode($0.lowerBound) }
        if !ranges.isEmpty {
          for range in ranges {
            found.append(RangeIndex.Entry(start: range.lowerBound, end: range.upperBound, value: Int32(functionOffsets.count)))
          }
          functionOffsets.append(offset)
        }
      } else {
        guard shape.tag != 0, abbreviations.skip(shape, &cursor) else { break }
      }
      if shape.hasChildren { depth += 1 } else if depth == 0 { break }
    }
    functions = RangeIndex(found)
    functionNodes = Array(repeating: nil, count: functionOffsets.count)
  }

  /// The entry of the function at an address, and the inlined calls there, outermost first.
  func function(at address: UInt64, calls: inout [DebugEntry]) -> Int? {
    guard let entry = functions.entry(at: address) else { return nil }
    let index = Int(entry.value)
    let nodes = functionNodes[index] ?? tree.read(reader, functionAt: functionOffsets[index])
    functionNodes[index] = nodes
    var path: [Int] = []
    tree.appendCalls(at: address, in: nodes, to: &path)
    for node in path { calls.append(tree.nodes[node].entry) }
    return functionOffsets[index]
  }
}
