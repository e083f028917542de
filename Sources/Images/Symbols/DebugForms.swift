import CElfutils

/// How the values of attributes are written in a unit: what is needed to step over them.
struct DebugForms {
  var offsetSize: Int
  var addressSize: Int
  var version: Int

  /// Steps over one attribute. False when its form is unknown.
  func skip(_ form: Int, _ cursor: inout DebugCursor, depth: Int = 0) -> Bool {
    if let size = fixedSize(of: form) {
      cursor.skip(size)
      return true
    }
    switch form {
    case DW_FORM_sdata, DW_FORM_udata, DW_FORM_ref_udata, DW_FORM_strx, DW_FORM_addrx, DW_FORM_loclistx, DW_FORM_rnglistx, DW_FORM_GNU_addr_index,
      DW_FORM_GNU_str_index:
      cursor.skipLEB()
    case DW_FORM_string: cursor.skipString()
    case DW_FORM_block1: cursor.skip(Int(cursor.byte()))
    case DW_FORM_block2: cursor.skip(Int(cursor.unsigned(size: 2)))
    case DW_FORM_block4: cursor.skip(Int(cursor.unsigned(size: 4)))
    case DW_FORM_block, DW_FORM_exprloc: cursor.skip(Int(truncatingIfNeeded: cursor.unsignedLEB()))
    case DW_FORM_indirect where depth == 0: return skip(Int(truncatingIfNeeded: cursor.unsignedLEB()), &cursor, depth: 1)
    default: return false
    }
    return !cursor.hasFailed
  }

  /// Bytes of a form whose size does not depend on the data (DWARF 5, section 7.5.6).
  @inline(__always)
  func fixedSize(of form: Int) -> Int? {
    switch form {
    case DW_FORM_flag_present, DW_FORM_implicit_const: 0
    case DW_FORM_data1, DW_FORM_flag, DW_FORM_ref1, DW_FORM_strx1, DW_FORM_addrx1: 1
    case DW_FORM_data2, DW_FORM_ref2, DW_FORM_strx2, DW_FORM_addrx2: 2
    case DW_FORM_strx3, DW_FORM_addrx3: 3
    case DW_FORM_data4, DW_FORM_ref4, DW_FORM_ref_sup4, DW_FORM_strx4, DW_FORM_addrx4: 4
    case DW_FORM_data8, DW_FORM_ref8, DW_FORM_ref_sig8, DW_FORM_ref_sup8: 8
    case DW_FORM_data16: 16
    case DW_FORM_addr: addressSize
    case DW_FORM_strp, DW_FORM_sec_offset, DW_FORM_strp_sup, DW_FORM_line_strp, DW_FORM_GNU_ref_alt, DW_FORM_GNU_strp_alt: offsetSize
    case DW_FORM_ref_addr: version <= 2 ? addressSize : offsetSize
    default: nil
    }
  }
}
