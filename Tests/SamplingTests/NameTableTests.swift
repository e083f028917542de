import Testing

@testable import Sampling

@Suite("The name table")
struct NameTableTests {
  private func index(_ bytes: [UInt8], in table: inout NameTable) -> Int32 { bytes.withUnsafeBufferPointer { table.index(of: $0) } }

  @Test("gives equal names one index, whether they come as text or as bytes")
  func oneIndex() {
    var table = NameTable()
    let first = table.index(of: "worker")
    #expect(index(Array("worker".utf8), in: &table) == first)
    let second = index(Array("reader".utf8), in: &table)
    #expect(second != first)
    #expect(table.index(of: "reader") == second)
    #expect(index(Array("worker".utf8), in: &table) == first)
    #expect([table[first], table[second]] == ["worker", "reader"])
  }

  @Test("keeps a name that begins like the one before apart, and the empty one too")
  func prefixes() {
    var table = NameTable()
    let names = ["work", "worker", "wor", "", "work"]
    let indices = names.map { index(Array($0.utf8), in: &table) }
    #expect(indices == [0, 1, 2, 3, 0])
    #expect(indices.map { table[$0] } == names)
  }

  @Test("repairs what is not UTF-8")
  func notUTF8() {
    var table = NameTable()
    let broken = index([0xff, 0x61, 0xc3], in: &table)
    #expect(table[broken].contains("a"))
    #expect(index([0xff, 0x61, 0xc3], in: &table) == broken)
  }
}
