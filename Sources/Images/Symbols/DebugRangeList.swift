import CElfutils

/// Decodes the address ranges of an entry that is not contiguous: `.debug_ranges` (DWARF 2 to 4) and `.debug_rnglists` (DWARF 5).
struct DebugRangeList {
  let sections: DebugSections
  let header: DebugUnitHeader

  /// More ranges than any function has; a longer list is malformed.
  private static let limit = 1 << 16

  /// An address of the unit's table in `.debug_addr`.
  func address(at index: UInt64) -> UInt64? {
    guard let index = Int(exactly: index), index < sections.addresses.count else { return nil }
    var cursor = DebugCursor(sections.addresses, offset: header.addressesBase &+ index &* header.addressSize)
    let value = cursor.unsigned(size: header.addressSize)
    return cursor.hasFailed ? nil : value
  }

  /// The ranges of a `DW_AT_ranges` attribute: an offset, or with `DW_FORM_rnglistx` an index.
  func append(_ value: UInt64, isIndex: Bool, to ranges: inout [Range<UInt64>]) {
    guard var offset = Int(exactly: value) else { return }
    guard header.version >= 5 else { return appendPairs(at: offset, to: &ranges) }
    if isIndex {
      guard offset < sections.rangeLists.count else { return }
      var cursor = DebugCursor(sections.rangeLists, offset: header.rangeListsBase &+ offset &* header.offsetSize)
      guard let relative = Int(exactly: cursor.unsigned(size: header.offsetSize)), !cursor.hasFailed, relative < sections.rangeLists.count else {
        return
      }
      offset = header.rangeListsBase &+ relative
    }
    appendList(at: offset, to: &ranges)
  }

  private func appendPairs(at offset: Int, to ranges: inout [Range<UInt64>]) {
    var cursor = DebugCursor(sections.ranges, offset: offset)
    var base = header.baseAddress
    let largest = header.addressSize == 4 ? UInt64(UInt32.max) : UInt64.max
    for _ in 0..<Self.limit {
      let low = cursor.unsigned(size: header.addressSize)
      let high = cursor.unsigned(size: header.addressSize)
      if cursor.hasFailed || (low == 0 && high == 0) { return }
      if low == largest { base = high } else { add(base &+ low, base &+ high, to: &ranges) }
    }
  }

  /// DWARF 5, section 7.25.
  private func appendList(at offset: Int, to ranges: inout [Range<UInt64>]) {
    var cursor = DebugCursor(sections.rangeLists, offset: offset)
    var base = header.baseAddress
    for _ in 0..<Self.limit {
      let kind = cursor.byte()
      if cursor.hasFailed { return }
      switch Int(kind) {
      case DW_RLE_base_addressx:
        guard let address = address(at: cursor.unsignedLEB()) else { return }
        base = address
      case DW_RLE_startx_endx, DW_RLE_startx_length:
        let first = cursor.unsignedLEB()
        let second = cursor.unsignedLEB()
        guard let low = address(at: first) else { return }
        guard let high = Int(kind) == DW_RLE_startx_endx ? address(at: second) : low &+ second else { return }
        add(low, high, to: &ranges)
      case DW_RLE_offset_pair:
        let low = cursor.unsignedLEB()
        add(base &+ low, base &+ cursor.unsignedLEB(), to: &ranges)
      case DW_RLE_base_address: base = cursor.unsigned(size: header.addressSize)
      case DW_RLE_start_end:
        let low = cursor.unsigned(size: header.addressSize)
        add(low, cursor.unsigned(size: header.addressSize), to: &ranges)
      case DW_RLE_start_length:
        let low = cursor.unsigned(size: header.addressSize)
        add(low, low &+ cursor.unsignedLEB(), to: &ranges)
      default: return
      }
    }
  }

  private func add(_ low: UInt64, _ high: UInt64, to ranges: inout [Range<UInt64>]) {
    if low < high { ranges.append(low..<high) }
  }
}
