import CElfutils

extension ELFFile {
  /// The data and the address of a section; nil when there is none, or none with content.
  func section(named wanted: String) -> (data: UnsafeMutablePointer<Elf_Data>, address: UInt64)? {
    var namesIndex = 0
    guard elf_getshdrstrndx(elf, &namesIndex) == 0 else { return nil }
    var section: OpaquePointer?
    var header = GElf_Shdr()
    while true {
      section = elf_nextscn(elf, section)
      guard let section else { return nil }
      guard gelf_getshdr(section, &header) != nil, header.sh_type != UInt32(SHT_NOBITS),
        let name = elf_strptr(elf, namesIndex, Int(header.sh_name)), String(cString: name) == wanted
      else { continue }
      if header.sh_flags & UInt64(SHF_COMPRESSED) != 0 { _ = elf_compress(section, 0, 0) }
      guard let data = elf_getdata(section, nil) else { return nil }
      return (data, header.sh_addr)
    }
  }

  /// Names of the libraries the file asks the loader for (DT_NEEDED).
  public var neededLibraries: [String] {
    guard let (data, _) = section(named: ".dynamic") else { return [] }
    let names = section(named: ".dynstr")?.data.pointee
    var libraries: [String] = []
    var entry = GElf_Dyn()
    for index in 0..<Int32(clamping: data.pointee.d_size / 16) {
      guard gelf_getdyn(data, index, &entry) != nil, entry.d_tag != Int64(DT_NULL) else { break }
      guard entry.d_tag == Int64(DT_NEEDED), let names, let text = names.d_buf, entry.d_un.d_val < UInt64(names.d_size) else { continue }
      let rest = UnsafeRawBufferPointer(start: text, count: names.d_size)[Int(entry.d_un.d_val)...]
      libraries.append(String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self))
    }
    return libraries
  }
}
