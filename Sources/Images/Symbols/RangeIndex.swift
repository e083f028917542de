/// Address ranges with a number each, which may nest or overlap, searched by address.
///
/// Flat arrays sorted by start; each range knows the nearest earlier one that reaches beyond its start, so a search that misses the
/// innermost range goes straight to the one around it.
struct RangeIndex {
  struct Entry {
    var start: UInt64
    var end: UInt64
    var value: Int32
  }

  private(set) var entries: [Entry]
  private var enclosing: [Int32]

  /// - Complexity: O(*n* log *n*).
  init(_ ranges: [Entry] = []) {
    entries = ranges.filter { $0.start < $0.end }
    entries.sort { ($0.start, $1.end, $0.value) < ($1.start, $0.end, $1.value) }
    enclosing = []
    enclosing.reserveCapacity(entries.count)
    var open: [Int32] = []
    for (index, entry) in entries.enumerated() {
      while let last = open.last, entries[Int(last)].end <= entry.start { open.removeLast() }
      enclosing.append(open.last ?? -1)
      open.append(Int32(index))
    }
  }

  /// The range that holds an address; where several do, the one that starts last.
  ///
  /// - Complexity: O(log *n*) where ranges do not overlap.
  func entry(at address: UInt64) -> Entry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].start <= address { low = middle + 1 } else { high = middle }
    }
    var index = low - 1
    while index >= 0 {
      if address < entries[index].end { return entries[index] }
      index = Int(enclosing[index])
    }
    return nil
  }
}
