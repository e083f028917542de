import Testing

@testable import Images

/// Programs whose symbols and debug information were split off.
@Suite(.enabled(if: SymbolTestTools.clang != nil && SymbolTestTools.objcopy != nil, "needs clang and llvm-objcopy"))
struct DebugFileTests {
  /// A stripped program and its debug file, side by side.
  private func split(_ folder: SymbolTestFolder, options: String = "-Wl,--build-id=sha1") throws -> (program: String, debugFile: String) {
    let clang = try #require(SymbolTestTools.clang)
    let objcopy = try #require(SymbolTestTools.objcopy)
    let program = try #require(folder.compile(SymbolTestSource.c, named: "split.c", with: clang, "-O2 -g \(options)"))
    let debugFile = "\(folder.path)/split.debug"
    let commands =
      "'\(objcopy)' --only-keep-debug '\(program)' '\(debugFile)' && '\(objcopy)' --strip-all --add-gnu-debuglink='\(debugFile)' '\(program)'"
    _ = try #require(SymbolTestTools.run(commands))
    return (program, debugFile)
  }

  private func innermost(_ symbolizer: Symbolizer) throws -> [SymbolicatedFrame] {
    let range = try #require(symbolizer.functionRange(named: "outer"))
    return range.map { symbolizer.frames(at: $0) }.max { $0.count < $1.count } ?? []
  }

  private func expectFullNames(_ symbolizer: Symbolizer) throws {
    #expect(symbolizer.hasDebugInformation)
    let frames = try innermost(symbolizer)
    #expect(frames.map(\.name) == ["square", "twice", "outer"])
    #expect(frames.map(\.declarationLine) == [2, 3, 7])
    #expect(frames.allSatisfy { $0.file.hasSuffix("/split.c") })
  }

  @Test("A stripped program's names and lines come from the file its debug link names, beside it or in .debug", arguments: ["", ".debug/"])
  func debugLink(subfolder: String) throws {
    let folder = SymbolTestFolder()
    let (program, debugFile) = try split(folder)
    if !subfolder.isEmpty {
      _ = try #require(SymbolTestTools.run("mkdir '\(folder.path)/.debug' && mv '\(debugFile)' '\(folder.path)/.debug/'"))
    }
    let symbolizer = Symbolizer(elf: try ELFFile(path: program), path: program)
    try expectFullNames(symbolizer)
    #expect(symbolizer.refusals == [])
  }

  @Test("Under a root folder, the debug file is found by build id and by path below /usr/lib/debug")
  func installed() throws {
    let folder = SymbolTestFolder()
    let (program, debugFile) = try split(folder)
    let elf = try ELFFile(path: program)
    #expect(elf.buildID.utf8.count == 40)
    let root = folder.path + "/root"
    let byBuildID = "\(root)/usr/lib/debug/.build-id/\(elf.buildID.prefix(2))"
    _ = try #require(
      SymbolTestTools.run("mkdir -p '\(byBuildID)' && mv '\(debugFile)' '\(byBuildID)/\(elf.buildID.dropFirst(2)).debug'"))
    try expectFullNames(Symbolizer(elf: elf, path: "/srv/split.c.out", root: root))

    let other = SymbolTestFolder()
    let second = try split(other, options: "-Wl,--build-id=none")
    let byPath = "\(other.path)/root/usr/lib/debug/srv"
    _ = try #require(SymbolTestTools.run("mkdir -p '\(byPath)' && mv '\(second.debugFile)' '\(byPath)/'"))
    let plain = try ELFFile(path: second.program)
    #expect(plain.buildID == "")
    try expectFullNames(Symbolizer(elf: plain, path: "/srv/split.c.out", root: other.path + "/root"))
  }

  @Test("A debug file whose checksum is not the linked one is refused, with the reason")
  func wrongChecksum() throws {
    let folder = SymbolTestFolder()
    let (program, debugFile) = try split(folder, options: "-Wl,--build-id=none")
    SymbolTestTools.write(SymbolTestTools.read(debugFile) + [0], to: debugFile)
    let symbolizer = Symbolizer(elf: try ELFFile(path: program), path: program)
    #expect(!symbolizer.hasDebugInformation)
    #expect(symbolizer.functionRange(named: "outer") == nil)
    #expect(symbolizer.refusals.count == 1)
    #expect(symbolizer.refusals.first?.hasPrefix("\(debugFile) has CRC ") == true)
  }

  @Test("A debug file of another build is refused by its build id")
  func wrongBuildID() throws {
    let folder = SymbolTestFolder()
    let (program, debugFile) = try split(folder)
    let other = SymbolTestFolder()
    let foreign = try split(other, options: "-O1 -Wl,--build-id=sha1 -DOTHER")
    SymbolTestTools.write(SymbolTestTools.read(foreign.debugFile), to: debugFile)
    let first = try ELFFile(path: program)
    let symbolizer = Symbolizer(elf: first, path: program)
    #expect(first.buildID != (try ELFFile(path: debugFile)).buildID)
    #expect(!symbolizer.hasDebugInformation)
    #expect(symbolizer.refusals.contains { $0.contains("has build id") })
  }

  @Test("The checksum is the CRC-32 of IEEE 802.3, however the bytes are cut")
  func checksum() {
    // The check value of the catalogue of parametrised CRC algorithms for CRC-32/ISO-HDLC.
    let digits = Array("123456789".utf8)
    for cut in 0...9 {
      var checksum = ChecksumCRC32()
      digits.withUnsafeBytes { bytes in
        checksum.update(UnsafeRawBufferPointer(rebasing: bytes[..<cut]))
        checksum.update(UnsafeRawBufferPointer(rebasing: bytes[cut...]))
      }
      #expect(checksum.value == 0xcbf4_3926)
    }
  }
}
