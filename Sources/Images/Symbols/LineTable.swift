/// Source lines of a unit by address, and its files by number.
struct LineTable {
  private var program: LineProgram?
  /// The value is the index into the program's sequences.
  private var sequences = RangeIndex()
  private let directory: String
  /// Paths by the number of the file; nil before they are asked for.
  private var paths: [String?] = []

  /// Runs the unit's line program. Empty when it has none or it is malformed.
  init(header: DebugUnitHeader, sections: DebugSections) {
    var header = header
    directory = header.directory()
    guard let offset = header.lineProgram() else { return }
    let program = LineProgram(sections: sections, offset: offset, addressSize: header.addressSize)
    sequences = RangeIndex(program.sequences.enumerated().map { .init(start: $1.start, end: $1.end, value: Int32($0)) })
    paths = Array(repeating: nil, count: program.files.count + 1)
    self.program = program
  }

  /// The position in the source that an address was compiled from.
  mutating func position(at address: UInt64) -> (file: String, line: Int, column: Int)? {
    guard let program, let entry = sequences.entry(at: address) else { return nil }
    let sequence = program.sequences[Int(entry.value)]
    var low = sequence.firstRow
    var high = sequence.firstRow + sequence.rowCount
    while low < high {
      let middle = (low + high) / 2
      if program.rows[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > sequence.firstRow else { return nil }
    let row = program.rows[low - 1]
    return (file(row.file), Int(row.line), Int(row.column))
  }

  /// The path of a file by its number, which counts from 1 before DWARF 5; empty when there is none.
  mutating func file(_ number: UInt32) -> String {
    let number = Int(number)
    guard let program, number < paths.count else { return "" }
    if let known = paths[number] { return known }
    let path = path(number, program)
    paths[number] = path
    return path
  }

  private func path(_ number: Int, _ program: LineProgram) -> String {
    let index = program.version >= 5 ? number : number - 1
    guard program.files.indices.contains(index) else { return "" }
    let name = text(program.files[index])
    // Swift marks code that no line of source stands for with this instead of a file.
    if name.hasSuffix(SymbolicatedFrame.compilerGenerated) { return SymbolicatedFrame.compilerGenerated }
    if name.hasPrefix("/") || name.isEmpty { return name }
    let folderIndex = program.version >= 5 ? program.files[index].directory : program.files[index].directory - 1
    let folder = program.directories.indices.contains(folderIndex) ? text(program.directories[folderIndex]) : ""
    return Self.join(folder.hasPrefix("/") ? folder : Self.join(directory, folder), name)
  }

  private func text(_ name: LineProgram.Name) -> String {
    guard name.offset < name.section.count else { return "" }
    return String(decoding: name.section[name.offset...].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    if name.isEmpty { return folder }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
