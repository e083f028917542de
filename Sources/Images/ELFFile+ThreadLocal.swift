import CElfutils

/// What an image says of its thread-local variables and of Swift.
extension ELFFile {
  /// Size of the image's thread-local block, rounded up to its alignment; nil when it has none.
  public var threadLocalSize: UInt64? {
    var count = 0
    guard elf_getphdrnum(elf, &count) == 0 else { return nil }
    var header = GElf_Phdr()
    for index in 0..<min(count, 4096) {
      guard gelf_getphdr(elf, Int32(index), &header) != nil else { return nil }
      guard header.p_type == UInt32(PT_TLS) else { continue }
      let alignment = max(1, header.p_align)
      guard alignment & (alignment - 1) == 0, header.p_memsz < 1 << 32 else { return nil }
      return (header.p_memsz &+ alignment &- 1) & ~(alignment - 1)
    }
    return nil
  }

  /// File address of the word in which the loader leaves this image's own thread-local module number (R_X86_64_DTPMOD64 without a symbol).
  public var moduleNumberSlot: UInt64? {
    guard let (data, _) = section(named: ".rela.dyn"), let bytes = data.pointee.d_buf else { return nil }
    let relocations = UnsafeRawBufferPointer(start: bytes, count: data.pointee.d_size)
    for entry in stride(from: 0, to: relocations.count - relocations.count % 24, by: 24) {
      let information = relocations.loadUnaligned(fromByteOffset: entry + 8, as: UInt64.self)
      if information == UInt64(R_X86_64_DTPMOD64) { return relocations.loadUnaligned(fromByteOffset: entry, as: UInt64.self) }
    }
    return nil
  }

  /// True when the image holds Swift code.
  public var hasSwiftSections: Bool {
    section(named: "swift5_reflstr") != nil || section(named: "swift5_protocols") != nil || section(named: "swift5_type_metadata") != nil
  }
}
