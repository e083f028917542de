import CElfutils

/// What a function, an inlined call or a block says about its code.
struct DebugEntry {
  /// Whether it has code of its own.
  var hasRanges = false
  /// Offset in `.debug_info` of the entry that describes the function; the entry itself when it refers in a way only libdw follows.
  var origin = 0
  var callFile: UInt32 = 0
  var callLine: UInt32 = 0
  var callColumn: UInt32 = 0
}

/// Reads the entries of one unit in file order.
struct DebugEntryReader {
  let header: DebugUnitHeader
  let abbreviations: DebugAbbreviations
  let rangeLists: DebugRangeList

  /// Reads the attributes of the entry that began at `offset` and leaves the cursor behind them. Its ranges replace those in `ranges`.
  /// Nil when a form is unknown: nothing behind it can be read.
  func read(
    _ shape: DebugAbbreviations.Shape, at offset: Int, _ cursor: inout DebugCursor, ranges: inout [Range<UInt64>]
  ) -> DebugEntry? {
    ranges.removeAll(keepingCapacity: true)
    var entry = DebugEntry(origin: offset)
    var low: UInt64?
    var high: UInt64?
    var highIsOffset = false
    for index in Int(shape.firstAttribute)..<Int(shape.firstAttribute &+ shape.attributeCount) {
      let attribute = abbreviations.attributes[index]
      switch Int(attribute.name) {
      case DW_AT_low_pc: low = address(attribute, &cursor)
      case DW_AT_high_pc:
        highIsOffset = !isAddress(attribute.form)
        high = highIsOffset ? number(attribute, &cursor) : address(attribute, &cursor)
      case DW_AT_ranges:
        let isIndex = Int(attribute.form) == DW_FORM_rnglistx
        if let value = number(attribute, &cursor) { rangeLists.append(value, isIndex: isIndex, to: &ranges) }
      case DW_AT_abstract_origin: entry.origin = reference(attribute, &cursor) ?? offset
      case DW_AT_call_file: entry.callFile = UInt32(truncatingIfNeeded: number(attribute, &cursor) ?? 0)
      case DW_AT_call_line: entry.callLine = UInt32(truncatingIfNeeded: number(attribute, &cursor) ?? 0)
      case DW_AT_call_column: entry.callColumn = UInt32(truncatingIfNeeded: number(attribute, &cursor) ?? 0)
      default: guard abbreviations.forms.skip(Int(attribute.form), &cursor) else { return nil }
      }
    }
    guard !cursor.hasFailed else { return nil }
    if ranges.isEmpty, let low, let high {
      let end = highIsOffset ? low &+ high : high
      if low < end { ranges.append(low..<end) }
    }
    entry.hasRanges = !ranges.isEmpty
    return entry
  }

  private func isAddress(_ form: UInt16) -> Bool {
    switch Int(form) {
    case DW_FORM_addr, DW_FORM_addrx, DW_FORM_addrx1, DW_FORM_addrx2, DW_FORM_addrx3, DW_FORM_addrx4, DW_FORM_GNU_addr_index: true
    default: false
    }
  }

  /// A `DW_FORM_addr`, `…addrx…` or `…GNU_addr_index`.
  private func address(_ attribute: DebugAbbreviations.Attribute, _ cursor: inout DebugCursor) -> UInt64? {
    guard let value = number(attribute, &cursor) else { return nil }
    if Int(attribute.form) == DW_FORM_addr { return value }
    return isAddress(attribute.form) ? rangeLists.address(at: value) : nil
  }

  /// A constant, offset, address or index; nil (and stepped over) for any other form.
  private func number(_ attribute: DebugAbbreviations.Attribute, _ cursor: inout DebugCursor) -> UInt64? {
    switch Int(attribute.form) {
    case DW_FORM_data1, DW_FORM_addrx1: return cursor.unsigned(size: 1)
    case DW_FORM_data2, DW_FORM_addrx2: return cursor.unsigned(size: 2)
    case DW_FORM_addrx3: return cursor.unsigned(size: 3)
    case DW_FORM_data4, DW_FORM_addrx4: return cursor.unsigned(size: 4)
    case DW_FORM_data8: return cursor.unsigned(size: 8)
    case DW_FORM_addr: return cursor.unsigned(size: header.addressSize)
    case DW_FORM_sec_offset: return cursor.unsigned(size: header.offsetSize)
    case DW_FORM_udata, DW_FORM_addrx, DW_FORM_loclistx, DW_FORM_rnglistx, DW_FORM_GNU_addr_index: return cursor.unsignedLEB()
    case DW_FORM_sdata: return UInt64(bitPattern: cursor.signedLEB())
    case DW_FORM_implicit_const: return UInt64(bitPattern: attribute.constant)
    default:
      // What cannot be stepped over stops the cursor at its end, and with it the reading of this unit.
      if !abbreviations.forms.skip(Int(attribute.form), &cursor) { cursor.skip(Int.max) }
      return nil
    }
  }

  /// The offset in `.debug_info` that an attribute refers to; nil when it refers elsewhere.
  private func reference(_ attribute: DebugAbbreviations.Attribute, _ cursor: inout DebugCursor) -> Int? {
    let value: UInt64
    var isInUnit = true
    switch Int(attribute.form) {
    case DW_FORM_ref1: value = cursor.unsigned(size: 1)
    case DW_FORM_ref2: value = cursor.unsigned(size: 2)
    case DW_FORM_ref4: value = cursor.unsigned(size: 4)
    case DW_FORM_ref8: value = cursor.unsigned(size: 8)
    case DW_FORM_ref_udata: value = cursor.unsignedLEB()
    case DW_FORM_ref_addr:
      value = cursor.unsigned(size: header.version <= 2 ? header.addressSize : header.offsetSize)
      isInUnit = false
    default:
      _ = number(attribute, &cursor)
      return nil
    }
    guard let offset = Int(exactly: value), offset < rangeLists.sections.info.count else { return nil }
    return isInUnit ? header.offset &+ offset : offset
  }
}
