import CElfutils

/// The DWARF information of an image: functions with what was inlined into them, files and lines.
///
/// Opening reads only where each unit's code is; a unit's functions and lines, and a function's inlined calls, are read when an address
/// there is first asked for, and kept. Malformed information gives fewer answers, never a trap or an endless loop.
/// Units whose entries were split into `.dwo` files give lines only.
final class DebugInformation {
  /// A function in the source.
  struct Function {
    /// The linkage name where there is one.
    var name: String
    var declarationLine: Int
    /// Empty when unknown.
    var declarationFile = ""
  }

  /// What is known of an address.
  struct Answer {
    /// The function that occupies the address; nil when no entry describes it.
    var function: Function?
    /// Innermost first: the position at the address, then the call sites outwards. One more than the inlined functions.
    var positions: [(file: String, line: Int, column: Int)]
    /// Innermost first.
    var inlined: [Function]
  }

  private let file: ELFFile
  private let dwarf: OpaquePointer
  private let sections: DebugSections
  private var headers: [DebugUnitHeader]
  private var units: [DebugUnit?]
  private var unitIndex = RangeIndex()
  private var functions: [Int: Function] = [:]
  private var calls: [DebugEntry] = []

  /// Nil when the file has no debug information.
  init?(file: ELFFile) {
    guard let dwarf = dwarf_begin_elf(file.elf, DWARF_C_READ, nil) else { return nil }
    self.file = file
    self.dwarf = dwarf
    sections = DebugSections(elf: file.elf)
    headers = DebugUnitHeader.all(in: dwarf, size: sections.info.count)
    units = Array(repeating: nil, count: headers.count)
    // All properties are set, so what is opened is closed by `deinit`.
    guard !headers.isEmpty else { return nil }
    indexUnits()
  }

  deinit { dwarf_end(dwarf) }

  /// Sorts the units by the addresses of their code. Swift emits no `.debug_aranges`, so the units' own ranges are read.
  private func indexUnits() {
    var entries: [RangeIndex.Entry] = []
    for index in headers.indices {
      var ranges = headers[index].ranges()
      if ranges.isEmpty { ranges = unit(index).functionRanges }
      for range in ranges where sections.isCode(range.lowerBound) {
        entries.append(RangeIndex.Entry(start: range.lowerBound, end: range.upperBound, value: Int32(index)))
      }
    }
    unitIndex = RangeIndex(entries)
  }

  private func unit(_ index: Int) -> DebugUnit {
    if let unit = units[index] { return unit }
    let unit = DebugUnit(header: headers[index], sections: sections)
    units[index] = unit
    return unit
  }

  /// What is known of a virtual address; nil when no unit has code there.
  func answer(at virtualAddress: UInt64) -> Answer? {
    guard let entry = unitIndex.entry(at: virtualAddress) else { return nil }
    let unit = unit(Int(entry.value))
    calls.removeAll(keepingCapacity: true)
    let offset = unit.function(at: virtualAddress, calls: &calls)
    var answer = Answer(function: offset.map { function($0, in: unit) }, positions: [], inlined: [])
    answer.positions.reserveCapacity(calls.count + 1)
    answer.inlined.reserveCapacity(calls.count)
    answer.positions.append(unit.lines.position(at: virtualAddress) ?? ("", 0, 0))
    for call in calls.reversed() {
      answer.inlined.append(function(call.origin, in: unit))
      answer.positions.append((unit.lines.file(call.callFile), Int(call.callLine), Int(call.callColumn)))
    }
    return answer
  }

  /// The function an entry describes. libdw follows its specification and abstract origin, at most 16 deep.
  ///
  /// - Parameter unit: Numbers of files are those of a unit: of an entry in another one the file stays unknown.
  private func function(_ offset: Int, in unit: DebugUnit) -> Function {
    if let known = functions[offset] { return known }
    var function = Function(name: "", declarationLine: 0)
    var entry = Dwarf_Die()
    if dwarf_offdie(dwarf, Dwarf_Off(offset), &entry) != nil {
      for name in [DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name] {
        var attribute = Dwarf_Attribute()
        guard dwarf_attr_integrate(&entry, UInt32(name), &attribute) != nil, let text = dwarf_formstring(&attribute) else { continue }
        function.name = String(cString: text)
        break
      }
      var line: Int32 = 0
      if dwarf_decl_line(&entry, &line) == 0 { function.declarationLine = Int(line) }
      var attribute = Dwarf_Attribute()
      var number: Dwarf_Word = 0
      if unit.holds(offset), dwarf_attr_integrate(&entry, UInt32(DW_AT_decl_file), &attribute) != nil, attribute.cu == entry.cu,
        dwarf_formudata(&attribute, &number) == 0, let number = UInt32(exactly: number)
      {
        function.declarationFile = unit.lines.file(number)
      }
    }
    functions[offset] = function
    return function
  }
}
