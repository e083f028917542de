import CElfutils

/// What is known of a compilation unit before any of its entries below the first is read.
struct DebugUnitHeader {
  /// The unit's own entry (`DW_TAG_compile_unit`, `DW_TAG_skeleton_unit`).
  var entry: Dwarf_Die
  /// Offset of the unit, of its first entry and of its end in `.debug_info`.
  var offset: Int
  var firstEntry: Int
  var end: Int
  var version: Int
  var addressSize: Int
  var offsetSize: Int
  /// What offsets in range lists start from.
  var baseAddress: UInt64 = 0
  /// Where the unit's addresses and range lists begin in `.debug_addr` and `.debug_rnglists`.
  var addressesBase = 0
  var rangeListsBase = 0

  /// All units of a file that describe code, in file order. Stops at the first that is malformed.
  static func all(in dwarf: OpaquePointer, size: Int) -> [DebugUnitHeader] {
    var headers: [DebugUnitHeader] = []
    var offset: Dwarf_Off = 0
    var next: Dwarf_Off = 0
    while true {
      var headerSize = 0
      var version: Dwarf_Half = 0
      var abbreviations: Dwarf_Off = 0
      var addressSize: UInt8 = 0
      var offsetSize: UInt8 = 0
      guard dwarf_next_unit(dwarf, offset, &next, &headerSize, &version, &abbreviations, &addressSize, &offsetSize, nil, nil) == 0, next > offset
      else { return headers }
      defer { offset = next }
      var entry = Dwarf_Die()
      guard dwarf_offdie(dwarf, offset &+ Dwarf_Off(headerSize), &entry) != nil else { continue }
      let tag = dwarf_tag(&entry)
      guard tag == DW_TAG_compile_unit || tag == DW_TAG_skeleton_unit || tag == DW_TAG_partial_unit else { continue }
      guard let end = Int(exactly: min(next, Dwarf_Off(size))), let start = Int(exactly: offset) else { return headers }
      var header = DebugUnitHeader(
        entry: entry, offset: start, firstEntry: start + headerSize, end: end, version: Int(version), addressSize: Int(addressSize),
        offsetSize: Int(offsetSize))
      var base: Dwarf_Addr = 0
      if dwarf_lowpc(&entry, &base) == 0 { header.baseAddress = base }
      header.addressesBase = header.number(DW_AT_addr_base) ?? header.number(DW_AT_GNU_addr_base) ?? 8
      header.rangeListsBase = header.number(DW_AT_rnglists_base) ?? 12
      headers.append(header)
    }
  }

  var forms: DebugForms { DebugForms(offsetSize: offsetSize, addressSize: addressSize, version: version) }

  /// Where the unit's line program begins in `.debug_line`.
  mutating func lineProgram() -> Int? { number(DW_AT_stmt_list) }

  /// The folder that relative paths start from.
  mutating func directory() -> String {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&entry, UInt32(DW_AT_comp_dir), &attribute) != nil, let text = dwarf_formstring(&attribute) else { return "" }
    return String(cString: text)
  }

  private mutating func number(_ name: Int) -> Int? {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&entry, UInt32(name), &attribute) != nil else { return nil }
    var value: Dwarf_Word = 0
    return dwarf_formudata(&attribute, &value) == 0 ? Int(exactly: value) : nil
  }

  /// The address ranges the unit says its code has; empty when it does not say.
  mutating func ranges() -> [Range<UInt64>] {
    var ranges: [Range<UInt64>] = []
    var base: Dwarf_Addr = 0
    var start: Dwarf_Addr = 0
    var end: Dwarf_Addr = 0
    var position = 0
    while ranges.count < 1 << 22 {
      let next = dwarf_ranges(&entry, position, &base, &start, &end)
      guard next > position else { break }
      position = next
      if start < end { ranges.append(start..<end) }
    }
    return ranges
  }
}
