import CElfutils

/// Source lines of a unit by address, and its files by number.
struct LineTable {
  private let entry: Dwarf_Die
  private var lines: OpaquePointer?
  private var addresses: [UInt64] = []
  private var files: OpaquePointer?
  private var fileCount = 0
  /// What relative paths start from; ends in a slash unless empty.
  private var directory = ""

  /// Runs the unit's line program. Empty when it has none or it is malformed.
  init(unitEntry: Dwarf_Die) {
    entry = unitEntry
    var entry = unitEntry
    var count = 0
    if dwarf_getsrclines(&entry, &lines, &count) == 0, let lines {
      addresses.reserveCapacity(count)
      for index in 0..<count {
        var address: Dwarf_Addr = 0
        dwarf_lineaddr(dwarf_onesrcline(lines, index), &address)
        addresses.append(address)
      }
    }
    var attribute = Dwarf_Attribute()
    if dwarf_attr(&entry, UInt32(DW_AT_comp_dir), &attribute) != nil, let text = dwarf_formstring(&attribute) {
      directory = String(cString: text) + "/"
    }
    if dwarf_getsrcfiles(&entry, &files, &fileCount) != 0 { files = nil }
  }

  /// The position in the source that an address was compiled from.
  func position(at address: UInt64) -> (file: String, line: Int, column: Int)? {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, let lines, let row = dwarf_onesrcline(lines, low - 1) else { return nil }
    var isEnd = false
    var line: Int32 = 0
    var column: Int32 = 0
    guard dwarf_lineendsequence(row, &isEnd) == 0, !isEnd, dwarf_lineno(row, &line) == 0, dwarf_linecol(row, &column) == 0 else { return nil }
    return (path(dwarf_linesrc(row, nil, nil)), Int(line), Int(column))
  }

  /// The path of a file by the number that call sites use; empty when there is none.
  func file(_ number: UInt32) -> String {
    guard let files, Int(number) < fileCount else { return "" }
    return path(dwarf_filesrc(files, Int(number), nil, nil))
  }

  private func path(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "" }
    let path = String(cString: text)
    // Swift marks code that no line of source stands for with this instead of a file.
    if path.hasSuffix("<compiler-generated>") { return "<compiler-generated>" }
    return path.hasPrefix("/") || path.isEmpty ? path : directory + path
  }
}
