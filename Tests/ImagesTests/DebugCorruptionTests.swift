import CElfutils
import Testing

@testable import Images

/// Damaged files: answers may be missing, but nothing traps or hangs, and what is not damaged is still told.
@Suite(.enabled(if: SymbolTestTools.clang != nil, "needs clang"))
struct DebugCorruptionTests {
  private struct Sample {
    var bytes: [UInt8]
    var addresses: [UInt64]
    var names: [String]
    var debugSections: [Range<Int>]
  }

  private func sample(_ options: String) throws -> Sample {
    let folder = SymbolTestFolder()
    let clang = try #require(SymbolTestTools.clang)
    let program = try #require(folder.compile(SymbolTestSource.c, named: "damaged.c", with: clang, "-O2 -g \(options)"))
    let elf = try ELFFile(path: program)
    let table = SymbolTable(elf: elf)
    var addresses: [UInt64] = []
    for index in 0..<table.count { addresses += stride(from: table[index].address, to: table[index].range.upperBound, by: 7) }
    var sections: [Range<Int>] = []
    var names = 0
    var section: OpaquePointer?
    #expect(elf_getshdrstrndx(elf.elf, &names) == 0)
    while let next = elf_nextscn(elf.elf, section) {
      section = next
      var header = GElf_Shdr()
      gelf_getshdr(next, &header)
      guard let name = elf_strptr(elf.elf, names, Int(header.sh_name)), String(cString: name).hasPrefix(".debug_"), header.sh_size > 0 else {
        continue
      }
      sections.append(Int(header.sh_offset)..<Int(header.sh_offset + header.sh_size))
    }
    #expect(sections.count >= 4)
    return Sample(
      bytes: SymbolTestTools.read(program), addresses: addresses, names: addresses.map { table.function(at: $0)?.name ?? "" }, debugSections: sections
    )
  }

  @Test("With damaged debug information every address still has the symbol's name", arguments: ["-gdwarf-4", "-gdwarf-5"])
  func flippedBytes(options: String) throws {
    let sample = try sample(options)
    for seed in 1...150 {
      var damage = Damage(seed: seed)
      var bytes = sample.bytes
      for _ in 0...damage.next(40) {
        let section = sample.debugSections[damage.next(sample.debugSections.count)]
        bytes[section.lowerBound + damage.next(section.count)] = damage.next(3) == 0 ? 255 : UInt8(damage.next(256))
      }
      let symbolizer = Symbolizer(elf: try ELFFile(bytes: bytes, name: "damaged"), path: "damaged")
      for (address, name) in zip(sample.addresses, sample.names) {
        #expect(symbolizer.frames(at: address).last?.name == name, "seed \(seed)")
      }
    }
  }

  @Test("A program cut off anywhere either is refused or gives what is left of it", arguments: ["-gdwarf-4", "-gdwarf-5"])
  func truncated(options: String) throws {
    let sample = try sample(options)
    var opened = 0
    for step in 0...60 {
      let count = sample.bytes.count * step / 60
      guard let elf = try? ELFFile(bytes: Array(sample.bytes[..<count]), name: "cut") else { continue }
      opened += 1
      let symbolizer = Symbolizer(elf: elf, path: "cut")
      let names = sample.addresses.map { symbolizer.frames(at: $0).last?.name ?? "" }
      #expect(zip(names, sample.names).allSatisfy { $0 == $1 || $0 == "" }, "\(count) bytes")
      if count == sample.bytes.count { #expect(names == sample.names) }
    }
    #expect(opened >= 1)
  }

  @Test("A damaged symbol table or section header gives fewer symbols and no trap")
  func damagedTables() throws {
    let sample = try sample("-gdwarf-5")
    var found = 0
    for seed in 1...150 {
      var damage = Damage(seed: seed + 1000)
      var bytes = sample.bytes
      // The section headers are the last thing in the file, the symbols just before them.
      let tail = min(bytes.count, 6000)
      for _ in 0...damage.next(30) { bytes[bytes.count - 1 - damage.next(tail)] = UInt8(damage.next(256)) }
      guard let elf = try? ELFFile(bytes: bytes, name: "damaged") else { continue }
      let symbolizer = Symbolizer(elf: elf, path: "damaged")
      for address in sample.addresses where !symbolizer.frames(at: address).isEmpty { found += 1 }
    }
    #expect(found > 0)
  }
}
