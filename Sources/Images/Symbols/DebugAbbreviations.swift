import CElfutils

/// The shapes of a unit's debugging information entries, laid out so that entries of no interest are stepped over fast.
struct DebugAbbreviations {
  struct Attribute {
    var name: UInt16
    var form: UInt16
    /// The value of a `DW_FORM_implicit_const`.
    var constant: Int64
  }

  struct Shape {
    /// `DW_TAG_…`; 0 for a code that is not declared.
    var tag: UInt16 = 0
    var hasChildren = false
    var firstAttribute: Int32 = 0
    var attributeCount: Int32 = 0
    /// Bytes of an entry when all its forms have fixed sizes, else -1.
    var fixedSize: Int32 = -1
  }

  private(set) var shapes: [Shape] = []
  private(set) var attributes: [Attribute] = []
  private let offsetSize: Int
  private let addressSize: Int
  private let version: Int

  /// Reads the abbreviations that the unit of `unitEntry` uses.
  init(unitEntry: Dwarf_Die, offsetSize: Int, addressSize: Int, version: Int) {
    self.offsetSize = offsetSize
    self.addressSize = addressSize
    self.version = version
    var entry = unitEntry
    var offset: Dwarf_Off = 0
    while shapes.count < Self.limit {
      var length = 0
      guard let abbreviation = dwarf_getabbrev(&entry, offset, &length), UInt(bitPattern: abbreviation) != UInt.max, length > 0 else { break }
      offset &+= Dwarf_Off(length)
      add(abbreviation)
    }
  }

  /// More codes than any compiler emits for one unit.
  private static let limit = 1 << 20

  private mutating func add(_ abbreviation: OpaquePointer) {
    let code = Int(dwarf_getabbrevcode(abbreviation))
    guard code > 0, code < Self.limit else { return }
    var shape = Shape()
    shape.tag = UInt16(truncatingIfNeeded: dwarf_getabbrevtag(abbreviation))
    shape.hasChildren = dwarf_abbrevhaschildren(abbreviation) != 0
    shape.firstAttribute = Int32(attributes.count)
    var count = 0
    guard dwarf_getattrcnt(abbreviation, &count) == 0, count < 4096 else { return }
    var size: Int32 = 0
    for index in 0..<count {
      var name: UInt32 = 0
      var form: UInt32 = 0
      var constant: Dwarf_Sword = 0
      guard dwarf_getabbrevattr_data(abbreviation, index, &name, &form, &constant, nil) == 0 else { return }
      attributes.append(
        Attribute(name: UInt16(truncatingIfNeeded: name), form: UInt16(truncatingIfNeeded: form), constant: Int64(constant)))
      if size >= 0 {
        if let step = fixedSize(ofForm: Int(form)) { size += Int32(step) } else { size = -1 }
      }
    }
    shape.attributeCount = Int32(count)
    shape.fixedSize = size
    while shapes.count <= code { shapes.append(Shape()) }
    if shapes[code].tag == 0 { shapes[code] = shape }
  }

  /// The shape for an abbreviation code; its tag is 0 when the code is unknown.
  @inline(__always)
  func shape(_ code: UInt64) -> Shape {
    code < UInt64(shapes.count) ? shapes[Int(code)] : Shape()
  }

  /// Steps over the attributes of an entry. False when a form is unknown.
  @inline(__always)
  func skip(_ shape: Shape, _ cursor: inout DebugCursor) -> Bool {
    if shape.fixedSize >= 0 {
      cursor.skip(Int(shape.fixedSize))
      return true
    }
    for index in Int(shape.firstAttribute)..<Int(shape.firstAttribute &+ shape.attributeCount) where !skip(Int(attributes[index].form), &cursor) {
      return false
    }
    return true
  }

  /// Steps over one attribute. False when its form is unknown.
  func skip(_ form: Int, _ cursor: inout DebugCursor, depth: Int = 0) -> Bool {
    if let size = fixedSize(ofForm: form) {
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
  private func fixedSize(ofForm form: Int) -> Int? {
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
