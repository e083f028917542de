/// The functions of an image by address, and all its symbols by name: `.symtab` and `.dynsym` together.
///
/// Several names at one address are resolved to one, always the same: functions before untyped labels, sized before unsized, global before weak
/// before local, then the alphabetically first. Malformed tables yield fewer symbols, never a trap.
public struct SymbolTable {
  /// The functions; the value is the number of the symbol's entry. No two start at the same address.
  private var functions = RangeIndex()
  private let reader: SymbolReader

  /// Reads the tables of an image and, for one that was stripped, those of its separate debug file.
  ///
  /// - Complexity: O(*n* log *n*) for *n* symbols.
  public init(elf: ELFFile, debugFile: ELFFile? = nil) {
    reader = SymbolReader(files: debugFile.map { [elf, $0] } ?? [elf])
    buildFunctions()
  }

  public var count: Int { functions.entries.count }
  public var isEmpty: Bool { functions.entries.isEmpty }

  /// The functions by ascending address.
  public subscript(index: Int) -> Symbol { symbol(functions.entries[index]) }

  /// The function whose code holds a virtual address; where functions overlap, the one that starts last.
  ///
  /// - Complexity: O(log *n*).
  public func function(at virtualAddress: UInt64) -> Symbol? {
    functions.entry(at: virtualAddress).map(symbol)
  }

  /// The start of the function at a virtual address, without making a name.
  public func functionStart(at virtualAddress: UInt64) -> UInt64? {
    functions.entry(at: virtualAddress)?.start
  }

  /// A symbol of any kind by its exact name: functions, data and thread-local variables.
  ///
  /// - Complexity: O(*n*), comparing bytes in place; an index would cost more than the few look-ups an image sees.
  public func address(of name: String) -> Symbol? {
    guard let entry = reader.entry(named: name) else { return nil }
    var symbol = reader.symbol(entry)
    if symbol.kind == .function, symbol.size == 0, let function = functions.entry(at: symbol.address), function.start == symbol.address {
      symbol.size = function.end - function.start
    }
    return symbol
  }

  private func symbol(_ entry: RangeIndex.Entry) -> Symbol {
    Symbol(name: reader.name(of: UInt32(entry.value)), address: entry.start, size: entry.end - entry.start, kind: .function)
  }

  private mutating func buildFunctions() {
    var candidates = reader.functions()
    candidates.sort { left, right in
      if left.start != right.start { return left.start < right.start }
      if left.rank != right.rank { return left.rank < right.rank }
      return reader.isOrdered(left.entry, before: right.entry)
    }
    var ranges: [RangeIndex.Entry] = []
    ranges.reserveCapacity(candidates.count)
    // How far the sized functions before reach.
    var covered: UInt64 = 0
    var position = 0
    while position < candidates.count {
      let candidate = candidates[position]
      while position < candidates.count, candidates[position].start == candidate.start { position += 1 }
      var end = candidate.start &+ candidate.size
      if candidate.size == 0 {
        // A label inside a sized function is a place in it, not a function.
        if candidate.start < covered { continue }
        end = position < candidates.count ? min(candidate.sectionEnd, candidates[position].start) : candidate.sectionEnd
      } else if end > candidate.start {
        covered = max(covered, end)
      }
      ranges.append(RangeIndex.Entry(start: candidate.start, end: end, value: Int32(candidate.entry)))
    }
    functions = RangeIndex(ranges)
  }
}
