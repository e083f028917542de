import CElfutils

/// The bytes of the debug sections that are read directly, decompressed by libdw. They live as long as the file.
struct DebugSections {
  private(set) var info = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var addresses = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var ranges = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var rangeLists = UnsafeRawBufferPointer(start: nil, count: 0)

  private(set) var lines = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var lineStrings = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var strings = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Virtual addresses that hold code.
  private var code: [Range<UInt64>] = []

  /// Whether an address can be that of code. The linker leaves entries of functions it dropped, at addresses such as 0, 1 and -1.
  func isCode(_ address: UInt64) -> Bool { code.contains { $0.contains(address) } }

  /// To be called after `dwarf_begin_elf`, which decompresses.
  init(elf: OpaquePointer) {
    var namesIndex = 0
    guard elf_getshdrstrndx(elf, &namesIndex) == 0 else { return }
    var section: OpaquePointer?
    while let next = elf_nextscn(elf, section) {
      section = next
      var header = GElf_Shdr()
      guard gelf_getshdr(next, &header) != nil else { return }
      if header.sh_flags & UInt64(SHF_EXECINSTR) != 0 {
        code.append(header.sh_addr..<max(header.sh_addr, header.sh_addr &+ header.sh_size))
      }
      guard header.sh_type != UInt32(SHT_NOBITS), header.sh_flags & UInt64(SHF_COMPRESSED) == 0,
        let name = elf_strptr(elf, namesIndex, Int(header.sh_name))
      else { continue }
      switch String(cString: name) {
      case ".debug_info", ".zdebug_info": info = Self.bytes(next)
      case ".debug_addr", ".zdebug_addr": addresses = Self.bytes(next)
      case ".debug_ranges", ".zdebug_ranges": ranges = Self.bytes(next)
      case ".debug_rnglists", ".zdebug_rnglists": rangeLists = Self.bytes(next)
      case ".debug_line", ".zdebug_line": lines = Self.bytes(next)
      case ".debug_line_str", ".zdebug_line_str": lineStrings = Self.bytes(next)
      case ".debug_str", ".zdebug_str": strings = Self.bytes(next)
      default: break
      }
    }
  }

  private static func bytes(_ section: OpaquePointer) -> UnsafeRawBufferPointer {
    guard let data = elf_getdata(section, nil), let base = data.pointee.d_buf else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: base, count: data.pointee.d_size)
  }
}
