import CElfutils
import Testing

@testable import Images

@Suite("The unwind table", .enabled(if: SymbolTestTools.clang != nil, "needs clang"))
struct UnwindTableTests {
  private let folder = SymbolTestFolder()

  @Test("has the rows that were written by hand")
  func rows() throws {
    let elf = try ELFFile(path: try #require(AssemblyProgram.build(in: folder)))
    let table = UnwindTable(elf: elf)
    let symbols = SymbolTable(elf: elf)
    func rule(_ function: String, _ offset: UInt64) throws -> UnwindRule {
      table.rule(at: try #require(symbols.address(of: function)).address + offset)
    }
    let entry = UnwindRule(frame: .stackPointer, offset: 8)
    #expect(try rule("_start", 0) == UnwindRule(frame: .root))
    #expect(try rule("outer", 0) == entry)
    #expect(try rule("outer", 1) == entry)
    // Each push and move is as long as the next offset says.
    #expect(try rule("outer", 2) == UnwindRule(frame: .stackPointer, asyncContextOffset: -16, offset: 16))
    #expect(try rule("inner", 0) == entry)
    #expect(try rule("inner", 1) == UnwindRule(frame: .stackPointer, framePointerOffset: -16, offset: 16))
    #expect(try rule("inner", 4) == UnwindRule(frame: .framePointer, framePointerOffset: -16, offset: 16))
    #expect(try rule("inner", 6) == UnwindRule(frame: .framePointer, framePointerOffset: -16, asyncContextOffset: -24, offset: 16))
    #expect(try rule("leaf", 0) == entry)
    #expect(try rule("realigned", 0) == UnwindRule(frame: .framePointerIndirect, offset: -8))
    #expect(try rule("returned", 0) == UnwindRule(frame: .signal))
    #expect(try rule("elsewhere", 0) == UnwindRule())
    #expect(try rule("undescribed", 0) == UnwindRule())
  }

  @Test("knows nothing outside the code")
  func outside() throws {
    let table = UnwindTable(elf: try ELFFile(path: "/usr/bin/sleep"))
    #expect(!table.isEmpty)
    for address: UInt64 in [0, 1, 1 << 31, 1 << 32, 1 << 40, .max] { #expect(table.rule(at: address) == UnwindRule()) }
    #expect(UnwindTable().rule(at: 0x1000) == UnwindRule())
  }

  @Test("says how much of the code keeps frame pointers", arguments: [("-fno-omit-frame-pointer", true), ("-fomit-frame-pointer", false)])
  func framePointers(option: String, keeps: Bool) throws {
    let source =
      "int f(int);\n" + (0..<20).map { "int g\($0)(int a) { int b = f(a); for (int i = 0; i < 20; i++) b += f(b) ^ f(i); return b; }\n" }.joined()
    let library = try #require(folder.compile(source, named: "many.c", with: SymbolTestTools.clang!, "-O1 -shared -fPIC \(option)"))
    let table = UnwindTable(elf: try ELFFile(path: library))
    #expect((table.framePointerShare >= 0.5) == keeps)
    #expect((0...1).contains(table.framePointerShare))
  }

  // MARK: Damage

  private static let whole = SymbolTestTools.read("/usr/bin/sleep")

  /// Builds the table of what is left of a file, and asks it everywhere.
  private func survive(_ bytes: [UInt8]) {
    guard let elf = try? ELFFile(bytes: bytes, name: "damaged") else { return }
    let table = UnwindTable(elf: elf)
    #expect(table.framePointerShare >= 0 && table.framePointerShare <= 1)
    for address in stride(from: UInt64(0), to: 0x1_0000, by: 512) { _ = table.rule(at: address) }
    _ = elf.threadLocalSize
    _ = elf.moduleNumberSlot
    _ = elf.hasSwiftSections
  }

  @Test("of a file that was cut anywhere is shorter or empty, without a trap")
  func truncated() {
    for count in Array(0..<130) + stride(from: 130, to: Self.whole.count, by: 211) { survive(Array(Self.whole[..<count])) }
  }

  @Test("of damaged call frame information leaves out what is damaged, without a trap")
  func flippedFrames() throws {
    let elf = try ELFFile(bytes: Self.whole, name: "sleep")
    let section = try #require(elf.section(named: ".eh_frame"))
    let offset = try #require(elf.segments.first { $0.virtualAddress <= section.address && section.address < $0.virtualAddress + $0.fileSize })
    let start = Int(section.address - offset.virtualAddress + offset.fileOffset)
    #expect(Array(Self.whole[start..<(start + 8)]) == Array(UnsafeRawBufferPointer(start: section.data.pointee.d_buf, count: 8)))
    for seed in 1...400 {
      var damage = Damage(seed: seed)
      var bytes = Self.whole
      for _ in 0...damage.next(30) { bytes[start + damage.next(section.data.pointee.d_size)] = damage.next(3) == 0 ? 255 : UInt8(damage.next(256)) }
      survive(bytes)
    }
  }

  @Test("of a file with damaged headers is shorter or empty, without a trap")
  func flippedHeaders() {
    // The file's header and segments at its beginning, the sections' headers at its end.
    let places = Array(0..<800) + Array((Self.whole.count - 64 * 30)..<Self.whole.count)
    for seed in 1...400 {
      var damage = Damage(seed: seed)
      var bytes = Self.whole
      for _ in 0...damage.next(12) { bytes[places[damage.next(places.count)]] = UInt8(damage.next(256)) }
      survive(bytes)
    }
  }
}
