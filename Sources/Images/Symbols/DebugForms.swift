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
    case 0x0d, 0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23, 0x1f01, 0x1f02: cursor.skipLEB()  // sdata, udata, ref_udata, …x, GNU_…_index
    case 0x08: cursor.skipString()
    case 0x0a: cursor.skip(Int(cursor.byte()))
    case 0x03: cursor.skip(Int(cursor.unsigned(size: 2)))
    case 0x04: cursor.skip(Int(cursor.unsigned(size: 4)))
    case 0x09, 0x18: cursor.skip(Int(truncatingIfNeeded: cursor.unsignedLEB()))  // block, exprloc
    case 0x16 where depth == 0: return skip(Int(truncatingIfNeeded: cursor.unsignedLEB()), &cursor, depth: 1)  // indirect
    default: return false
    }
    return !cursor.hasFailed
  }

  /// Bytes of a form whose size does not depend on the data (DWARF 5, section 7.5.6).
  @inline(__always)
  func fixedSize(of form: Int) -> Int? {
    switch form {
    case 0x19, 0x21: 0  // flag_present, implicit_const
    case 0x0b, 0x0c, 0x11, 0x25, 0x29: 1  // data1, flag, ref1, strx1, addrx1
    case 0x05, 0x12, 0x26, 0x2a: 2
    case 0x27, 0x2b: 3
    case 0x06, 0x13, 0x1c, 0x28, 0x2c: 4  // data4, ref4, ref_sup4, strx4, addrx4
    case 0x07, 0x14, 0x20, 0x24: 8  // data8, ref8, ref_sig8, ref_sup8
    case 0x1e: 16
    case 0x01: addressSize
    case 0x0e, 0x17, 0x1d, 0x1f, 0x1f20, 0x1f21: offsetSize  // strp, sec_offset, strp_sup, line_strp, GNU_…_alt
    case 0x10: version <= 2 ? addressSize : offsetSize  // ref_addr
    default: nil
    }
  }
}
