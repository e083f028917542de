import Glibc
import Testing

@testable import Images

@Suite struct SymbolTableTests {
  private static let source = """
    int data_word = 7;
    _Thread_local int own_word = 3;
    __attribute__((noinline)) int strong(int x) { return x * 3 + data_word; }
    int weak_alias(int x) __attribute__((weak, alias("strong")));
    int aaa_alias(int x) __attribute__((alias("strong")));
    __asm__(".text\\n.globl unsized\\n.type unsized,@function\\nunsized:\\n nop\\n nop\\n nop\\n ret\\n"
            ".globl sized\\n.type sized,@function\\nsized:\\n nop\\ninside:\\n nop\\n ret\\n.size sized, .-sized\\n");
    int main(void) { return strong(1) + own_word; }

    """

  private func table() throws -> (SymbolTable, SymbolTestFolder) {
    let folder = SymbolTestFolder()
    let clang = try #require(SymbolTestTools.clang)
    let program = try #require(folder.compile(Self.source, named: "table.c", with: clang, "-O1"))
    return (SymbolTable(elf: try ELFFile(path: program)), folder)
  }

  private static let hasCompiler = SymbolTestTools.clang != nil

  @Test("Of several names at one address the global, alphabetically first one is taken", .enabled(if: hasCompiler, "needs clang"))
  func aliases() throws {
    let (table, _) = try table()
    let strong = try #require(table.address(of: "strong"))
    #expect(table.address(of: "weak_alias")?.address == strong.address)
    #expect(table.function(at: strong.address)?.name == "aaa_alias")
    #expect(table.function(at: strong.address + strong.size - 1)?.name == "aaa_alias")
  }

  @Test("A function without a size reaches to the next symbol, and a label inside a function is not one", .enabled(if: hasCompiler, "needs clang"))
  func sizes() throws {
    let (table, _) = try table()
    let unsized = try #require(table.address(of: "unsized"))
    let sized = try #require(table.address(of: "sized"))
    #expect(unsized.address + unsized.size == sized.address)
    #expect(table.function(at: sized.address - 1)?.name == "unsized")
    #expect(sized.size == 3)
    #expect(table.function(at: sized.address + 1)?.name == "sized")
    #expect(table.functionStart(at: sized.address + 2) == sized.address)
  }

  @Test("Data and thread-local variables are found by name, and only by name", .enabled(if: hasCompiler, "needs clang"))
  func data() throws {
    let (table, _) = try table()
    let word = try #require(table.address(of: "data_word"))
    #expect(word.kind == .object)
    #expect(word.size == 4)
    #expect(table.function(at: word.address) == nil)
    #expect(table.address(of: "own_word")?.kind == .threadLocal)
    #expect(table.address(of: "absent") == nil)
    #expect(table.address(of: "") == nil)
  }

  @Test("A function of the C library is found at each of its ends", arguments: ["malloc", "qsort", "free"])
  func dynamicSymbols(name: String) throws {
    let pointer = try #require(dlsym(nil, name))
    let address = UInt64(UInt(bitPattern: pointer))
    let (path, base) = try #require(Self.image(at: address))
    let table = SymbolTable(elf: try ELFFile(path: path))
    let symbol = try #require(table.address(of: name))
    #expect(symbol.address == address - base)
    #expect(table.functionStart(at: symbol.address) == symbol.address)
    #expect(table.functionStart(at: symbol.address + symbol.size - 1) == symbol.address)
  }

  /// The path and load address of the image that an address of this process is in.
  private static func image(at address: UInt64) -> (path: String, base: UInt64)? {
    var bases: [Substring: UInt64] = [:]
    guard let maps = SymbolTestTools.run("cat /proc/\(getpid())/maps") else { return nil }
    for line in maps.split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard let path = fields.last, path.hasPrefix("/"), ends.count == 2 else { continue }
      let base = bases[path] ?? ends[0]
      bases[path] = base
      if address >= ends[0], address < ends[1] { return (String(path), base) }
    }
    return nil
  }

  @Test("Ranges that nest give the innermost, and the one around it where the inner has ended")
  func nestedRanges() {
    let index = RangeIndex([
      .init(start: 10, end: 100, value: 1), .init(start: 20, end: 30, value: 2), .init(start: 22, end: 25, value: 3),
      .init(start: 50, end: 50, value: 4), .init(start: 90, end: 120, value: 5),
    ])
    let values = [9, 10, 21, 22, 25, 30, 50, 95, 119, 120].map { index.entry(at: $0)?.value }
    #expect(values == [nil, 1, 2, 3, 2, 1, 1, 5, 5, nil])
  }
}
