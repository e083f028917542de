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
  let forms: DebugForms

  /// Reads the abbreviations that the unit of `unitEntry` uses.
  init(unitEntry: Dwarf_Die, forms: DebugForms) {
    self.forms = forms
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
        if let step = forms.fixedSize(of: Int(form)) { size += Int32(step) } else { size = -1 }
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
    for index in Int(shape.firstAttribute)..<Int(shape.firstAttribute &+ shape.attributeCount) where !forms.skip(Int(attributes[index].form), &cursor)
    {
      return false
    }
    return true
  }
}
