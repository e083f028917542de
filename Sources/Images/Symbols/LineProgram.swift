import CElfutils

/// Runs a unit's line number program (DWARF 2 to 5, section 6.2) and keeps its rows flat.
///
/// Read here and not with libdw because that sorts all sequences into one table: those of functions the linker dropped begin at 0 and would
/// overlap real code.
struct LineProgram {
  /// A run of rows without gaps, ascending by address.
  struct Sequence {
    var start: UInt64
    var end: UInt64
    var firstRow: Int
    var rowCount: Int
  }

  struct Row {
    var address: UInt64
    var line: UInt32
    var file: UInt32
    var column: UInt32
  }

  /// A folder or file name, where it lies.
  struct Name {
    var section: UnsafeRawBufferPointer
    var offset: Int
    /// Number of the file's folder.
    var directory: Int
  }

  private(set) var rows: [Row] = []
  private(set) var sequences: [Sequence] = []
  private(set) var directories: [Name] = []
  private(set) var files: [Name] = []
  private(set) var version = 0
  private let sections: DebugSections

  /// Runs the program at `offset` of `.debug_line`. What is malformed ends it; rows before that are kept.
  init(sections: DebugSections, offset: Int, addressSize: Int) {
    self.sections = sections
    var cursor = DebugCursor(sections.lines, offset: offset)
    var offsetSize = 4
    var length = cursor.unsigned(size: 4)
    if length == 0xffff_ffff {
      offsetSize = 8
      length = cursor.unsigned(size: 8)
    }
    guard !cursor.hasFailed else { return }
    let end = Int(clamping: UInt64(cursor.offset) &+ min(length, UInt64(sections.lines.count)))
    cursor = DebugCursor(sections.lines, offset: cursor.offset, end: end)
    version = Int(cursor.unsigned(size: 2))
    guard version >= 2, version <= 5 else { return }
    if version >= 5 { cursor.skip(2) }
    let headerLength = cursor.unsigned(size: offsetSize)
    let programStart = Int(clamping: UInt64(cursor.offset) &+ min(headerLength, UInt64(sections.lines.count)))
    var machine = Machine()
    machine.minimumInstruction = UInt64(cursor.byte())
    if version >= 4 { cursor.skip(1) }
    cursor.skip(1)
    machine.lineBase = Int(Int8(bitPattern: cursor.byte()))
    machine.lineRange = Int(cursor.byte())
    machine.opcodeBase = Int(cursor.byte())
    guard !cursor.hasFailed, machine.opcodeBase > 0 else { return }
    for _ in 1..<machine.opcodeBase { machine.operandCounts.append(cursor.byte()) }
    if version >= 5 {
      let forms = DebugForms(offsetSize: offsetSize, addressSize: addressSize, version: version)
      guard readTable(&cursor, forms, into: \.directories), readTable(&cursor, forms, into: \.files) else { return }
    } else {
      readOldTables(&cursor)
    }
    run(machine, DebugCursor(sections.lines, offset: programStart, end: end))
  }

  // MARK: Names

  private mutating func readOldTables(_ cursor: inout DebugCursor) {
    while !cursor.isAtEnd, cursor.bytes[cursor.offset] != 0 {
      directories.append(Name(section: sections.lines, offset: cursor.offset, directory: 0))
      cursor.skipString()
    }
    cursor.skip(1)
    while !cursor.isAtEnd, cursor.bytes[cursor.offset] != 0 {
      var file = Name(section: sections.lines, offset: cursor.offset, directory: 0)
      cursor.skipString()
      file.directory = Int(clamping: cursor.unsignedLEB())
      cursor.skipLEB()
      cursor.skipLEB()
      files.append(file)
    }
  }

  /// A table of DWARF 5: the formats of its columns, then its rows. False when it cannot be read.
  private mutating func readTable(_ cursor: inout DebugCursor, _ forms: DebugForms, into table: WritableKeyPath<Self, [Name]>) -> Bool {
    var columns: [(content: Int, form: Int)] = []
    for _ in 0..<cursor.byte() { columns.append((Int(clamping: cursor.unsignedLEB()), Int(clamping: cursor.unsignedLEB()))) }
    let count = cursor.unsignedLEB()
    guard count == 0 || !columns.isEmpty, count <= UInt64(cursor.end) else { return false }
    for _ in 0..<count {
      var name = Name(section: sections.lines, offset: sections.lines.count, directory: 0)
      for column in columns {
        switch (column.content, column.form) {
        case (DW_LNCT_path, DW_FORM_string):
          name.offset = cursor.offset
          cursor.skipString()
        case (DW_LNCT_path, DW_FORM_line_strp):
          name.section = sections.lineStrings
          name.offset = Int(clamping: cursor.unsigned(size: forms.offsetSize))
        case (DW_LNCT_path, DW_FORM_strp):
          name.section = sections.strings
          name.offset = Int(clamping: cursor.unsigned(size: forms.offsetSize))
        case (DW_LNCT_directory_index, DW_FORM_udata): name.directory = Int(clamping: cursor.unsignedLEB())
        case (DW_LNCT_directory_index, DW_FORM_data1): name.directory = Int(cursor.byte())
        case (DW_LNCT_directory_index, DW_FORM_data2): name.directory = Int(cursor.unsigned(size: 2))
        default: guard forms.skip(column.form, &cursor) else { return false }
        }
      }
      guard !cursor.hasFailed else { return false }
      self[keyPath: table].append(name)
    }
    return true
  }

  // MARK: Rows

  /// What the header says of the program.
  private struct Machine {
    var minimumInstruction: UInt64 = 1
    var lineBase = 0
    var lineRange = 0
    var opcodeBase = 0
    /// Of the standard operations, from operation 1.
    var operandCounts: [UInt8] = []
  }

  private mutating func run(_ machine: Machine, _ start: DebugCursor) {
    var cursor = start
    var row = Row(address: 0, line: 1, file: 1, column: 0)
    var firstRow = 0
    while !cursor.isAtEnd {
      let operation = Int(cursor.byte())
      if operation >= machine.opcodeBase {
        guard machine.lineRange > 0 else { return }
        let adjusted = operation - machine.opcodeBase
        row.address &+= UInt64(adjusted / machine.lineRange) &* machine.minimumInstruction
        row.line &+= UInt32(truncatingIfNeeded: machine.lineBase + adjusted % machine.lineRange)
        rows.append(row)
        continue
      }
      switch operation {
      case 0:
        let length = Int(clamping: cursor.unsignedLEB())
        let next = cursor.offset &+ length
        guard length > 0, next > cursor.offset, next <= cursor.end else { return }
        switch cursor.byte() {
        case UInt8(DW_LNE_end_sequence):
          endSequence(firstRow: firstRow, end: row.address)
          firstRow = rows.count
          row = Row(address: 0, line: 1, file: 1, column: 0)
        case UInt8(DW_LNE_set_address): row.address = cursor.unsigned(size: min(8, length - 1))
        default: break
        }
        cursor.offset = next
      case DW_LNS_copy: rows.append(row)
      case DW_LNS_advance_pc: row.address &+= cursor.unsignedLEB() &* machine.minimumInstruction
      case DW_LNS_advance_line: row.line &+= UInt32(truncatingIfNeeded: cursor.signedLEB())
      case DW_LNS_set_file: row.file = UInt32(truncatingIfNeeded: cursor.unsignedLEB())
      case DW_LNS_set_column: row.column = UInt32(truncatingIfNeeded: cursor.unsignedLEB())
      case DW_LNS_const_add_pc:
        guard machine.lineRange > 0 else { return }
        row.address &+= UInt64((255 - machine.opcodeBase) / machine.lineRange) &* machine.minimumInstruction
      case DW_LNS_fixed_advance_pc: row.address &+= cursor.unsigned(size: 2)
      default: for _ in 0..<machine.operandCounts[operation - 1] { cursor.skipLEB() }
      }
    }
  }

  /// Keeps the rows of a sequence if they are of code.
  private mutating func endSequence(firstRow: Int, end: UInt64) {
    guard firstRow < rows.count else { return }
    let start = rows[firstRow].address
    if start < end, sections.isCode(start) {
      sequences.append(Sequence(start: start, end: end, firstRow: firstRow, rowCount: rows.count - firstRow))
    } else {
      rows.removeSubrange(firstRow...)
    }
  }
}
