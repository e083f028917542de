import CElfutils
import Glibc

/// The raw entries of the symbol tables of one or two ELF files, read in place.
///
/// An entry is numbered through all tables: those of the first file, then those of the second.
final class SymbolReader {
  /// A function before aliases are resolved.
  struct Candidate {
    var start: UInt64
    var size: UInt64
    /// Where the section that holds it ends.
    var sectionEnd: UInt64
    /// Lower is preferred among those at one address.
    var rank: UInt8
    var entry: UInt32
  }

  /// One `.symtab` or `.dynsym`. The pointers belong to libelf and live as long as the file.
  private struct Table {
    var symbols: UnsafeRawBufferPointer
    var strings: UnsafeRawBufferPointer
    /// Number of the table's first entry.
    var base: UInt32
    /// Index into `sections` of the file's first section.
    var firstSection: Int
    var sectionCount: Int
  }

  private struct Section {
    var range: Range<UInt64>
    var isExecutable: Bool
  }

  private let files: [ELFFile]
  private var tables: [Table] = []
  private var sections: [Section] = []
  private var count: UInt32 = 0

  init(files: [ELFFile]) {
    self.files = files
    for file in files { read(file) }
  }

  /// Whether a file has a `.symtab`, and not only what the dynamic linker needs.
  static func hasFullTable(_ file: ELFFile) -> Bool {
    var section: OpaquePointer?
    while let next = elf_nextscn(file.elf, section) {
      section = next
      var header = GElf_Shdr()
      guard gelf_getshdr(next, &header) != nil else { return false }
      if header.sh_type == UInt32(SHT_SYMTAB) { return true }
    }
    return false
  }

  private func read(_ file: ELFFile) {
    let firstSection = sections.count
    var found: [(section: OpaquePointer, header: GElf_Shdr)] = []
    var section: OpaquePointer?
    sections.append(Section(range: 0..<0, isExecutable: false))
    while let next = elf_nextscn(file.elf, section) {
      section = next
      var header = GElf_Shdr()
      guard gelf_getshdr(next, &header) != nil else { break }
      let end = max(header.sh_addr, header.sh_addr &+ header.sh_size)
      sections.append(Section(range: header.sh_addr..<end, isExecutable: header.sh_flags & UInt64(SHF_EXECINSTR) != 0))
      if header.sh_type == UInt32(SHT_SYMTAB) || header.sh_type == UInt32(SHT_DYNSYM) { found.append((next, header)) }
    }
    for (section, header) in found {
      guard let symbols = Self.bytes(section), let link = elf_getscn(file.elf, Int(header.sh_link)), let strings = Self.bytes(link),
        strings.last == 0
      else { continue }
      let entries = symbols.count / MemoryLayout<Elf64_Sym>.stride
      guard entries < Int(Int32.max) - Int(count) else { continue }
      tables.append(
        Table(symbols: symbols, strings: strings, base: count, firstSection: firstSection, sectionCount: sections.count - firstSection))
      count += UInt32(entries)
    }
  }

  private static func bytes(_ section: OpaquePointer) -> UnsafeRawBufferPointer? {
    guard let data = elf_getdata(section, nil), let base = data.pointee.d_buf, data.pointee.d_size > 0 else { return nil }
    return UnsafeRawBufferPointer(start: base, count: data.pointee.d_size)
  }

  /// Every defined function, and every untyped label in code, in no particular order.
  func functions() -> [Candidate] {
    var candidates: [Candidate] = []
    for table in tables {
      candidates.reserveCapacity(candidates.count + table.symbols.count / 48)
      for index in 0..<table.symbols.count / MemoryLayout<Elf64_Sym>.stride {
        let symbol = table.symbols.loadUnaligned(fromByteOffset: index * MemoryLayout<Elf64_Sym>.stride, as: Elf64_Sym.self)
        let type = symbol.st_info & 15
        guard type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE, symbol.st_shndx != SHN_UNDEF,
          Int(symbol.st_shndx) < table.sectionCount
        else { continue }
        let section = sections[table.firstSection + Int(symbol.st_shndx)]
        guard section.isExecutable, section.range.contains(symbol.st_value) else { continue }
        let isLabel = type == STT_NOTYPE
        if isLabel, isAnonymousLabel(symbol, in: table) { continue }
        let binding = symbol.st_info >> 4
        var rank: UInt8 = binding == STB_GLOBAL ? 0 : binding == STB_LOCAL ? 2 : 1
        if symbol.st_size == 0 { rank += 4 }
        if isLabel { rank += 8 }
        candidates.append(
          Candidate(
            start: symbol.st_value, size: symbol.st_size, sectionEnd: section.range.upperBound, rank: rank,
            entry: table.base + UInt32(index)))
      }
    }
    return candidates
  }

  /// Assemblers' own labels (`.L4`, `$x`) and nameless ones.
  private func isAnonymousLabel(_ symbol: Elf64_Sym, in table: Table) -> Bool {
    let offset = Int(symbol.st_name)
    guard offset < table.strings.count else { return true }
    let first = table.strings[offset]
    return first == 0 || first == UInt8(ascii: ".") || (first == UInt8(ascii: "$") && table.strings[offset + 1] != UInt8(ascii: "s"))
  }

  func name(of entry: UInt32) -> String {
    string(of: entry).map { String(cString: $0) } ?? ""
  }

  /// Whether the name of one entry is alphabetically before that of another.
  func isOrdered(_ left: UInt32, before right: UInt32) -> Bool {
    guard let first = string(of: left) else { return false }
    guard let second = string(of: right) else { return true }
    return strcmp(first, second) < 0
  }

  func symbol(_ entry: UInt32) -> Symbol {
    guard let (table, symbol) = raw(entry) else { return Symbol(name: "", address: 0, size: 0, kind: .other) }
    let kind: Symbol.Kind =
      switch Int32(symbol.st_info & 15) {
      case STT_FUNC, STT_GNU_IFUNC: .function
      case STT_OBJECT: .object
      case STT_TLS: .threadLocal
      default: .other
      }
    return Symbol(name: name(in: table, symbol), address: symbol.st_value, size: symbol.st_size, kind: kind)
  }

  /// The first defined entry with exactly this name.
  func entry(named name: String) -> UInt32? {
    var name = name
    return name.withUTF8 { wanted -> UInt32? in
      guard let first = wanted.first, !wanted.contains(0) else { return nil }
      for table in tables {
        for index in 0..<table.symbols.count / MemoryLayout<Elf64_Sym>.stride {
          let offset = index * MemoryLayout<Elf64_Sym>.stride
          let nameOffset = Int(table.symbols.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
          guard nameOffset < table.strings.count, table.strings[nameOffset] == first, table.strings.count - nameOffset > wanted.count,
            table.strings[nameOffset + wanted.count] == 0,
            memcmp(table.strings.baseAddress! + nameOffset, wanted.baseAddress!, wanted.count) == 0
          else { continue }
          let symbol = table.symbols.loadUnaligned(fromByteOffset: offset, as: Elf64_Sym.self)
          if symbol.st_shndx != SHN_UNDEF { return table.base + UInt32(index) }
        }
      }
      return nil
    }
  }

  private func raw(_ entry: UInt32) -> (Table, Elf64_Sym)? {
    guard entry < count, let table = tables.last(where: { $0.base <= entry }) else { return nil }
    let offset = Int(entry - table.base) * MemoryLayout<Elf64_Sym>.stride
    return (table, table.symbols.loadUnaligned(fromByteOffset: offset, as: Elf64_Sym.self))
  }

  private func string(of entry: UInt32) -> UnsafePointer<CChar>? {
    guard let (table, symbol) = raw(entry), Int(symbol.st_name) < table.strings.count else { return nil }
    return (table.strings.baseAddress! + Int(symbol.st_name)).assumingMemoryBound(to: CChar.self)
  }

  private func name(in table: Table, _ symbol: Elf64_Sym) -> String {
    guard Int(symbol.st_name) < table.strings.count else { return "" }
    return String(cString: (table.strings.baseAddress! + Int(symbol.st_name)).assumingMemoryBound(to: CChar.self))
  }
}
