/// The images that frames lie in; each is a library of the format and a resource of the same index.
struct FirefoxLibraries {
  private struct Library: Hashable {
    var path: String
    var buildID: String
  }

  private var libraries = DistinctValues<Library>()

  /// What the viewer calls each of them.
  var names: [String] { libraries.values.map { $0.path.isEmpty ? ViewFrame.unresolvedName(path: "") : Profile.lastPathComponent($0.path) } }

  /// The index of the image that a mapping shows a part of.
  mutating func intern(_ mapping: Mapping) -> Int {
    libraries.index(of: Library(path: mapping.path, buildID: mapping.buildID))
  }

  /// Where in the image's file an address is; -1 where that would not fit the viewer's 32 bits.
  static func offset(of address: UInt64, in mapping: Mapping) -> Int64 {
    guard address >= mapping.start else { return -1 }
    let (offset, overflows) = (address - mapping.start).addingReportingOverflow(mapping.fileOffset)
    return overflows || offset > UInt64(Int32.max) ? -1 : Int64(offset)
  }

  func appendLibraries(to output: inout ByteBuffer) {
    for (index, (library, name)) in zip(libraries.values, names).enumerated() {
      output.append(index > 0 ? #",{"arch":null,"name":"# : #"{"arch":null,"name":"#)
      output.appendJSON(name)
      output.append(#","path":"#)
      output.appendJSON(library.path)
      output.append(#","debugName":"#)
      output.appendJSON(name)
      output.append(#","debugPath":"#)
      output.appendJSON(library.path)
      output.append(#","breakpadId":"\#(Self.breakpadID(library.buildID))","codeId":"#)
      if library.buildID.isEmpty { output.append("null") } else { output.appendJSON(library.buildID) }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// The id that symbol servers know an ELF image by: the first 16 bytes of the build id as a GUID (the first three numbers of it little
  /// endian), and an age of 0. Source: <https://chromium.googlesource.com/breakpad/breakpad/+/HEAD/docs/symbol_files.md>.
  static func breakpadID(_ buildID: String) -> String {
    var digits = Array(buildID.utf8.filter { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) || ($0 >= 0x41 && $0 <= 0x46) }.prefix(32))
    digits += Array(repeating: UInt8(ascii: "0"), count: 32 - digits.count)
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    return String(decoding: order.flatMap { digits[$0 * 2...$0 * 2 + 1] }, as: UTF8.self).uppercased() + "0"
  }
}
