import Glibc
import Testing

@testable import Images

@Suite("The memory map")
struct MemoryMapTests {
  private func parse(_ text: String) -> [MapEntry] { MemoryMap.parse(Array(text.utf8)) }

  @Test("has the fields of each line")
  func fields() throws {
    let entries = parse(
      """
      55d0c8a4e000-55d0c8a52000 r-xp 00002000 fe:01 1234567                    /usr/bin/sleep
      7ffd1c5f0000-7ffd1c611000 rw-p 00000000 00:00 0                          [stack]
      7f0000000000-7f0000021000 ---p 00000000 00:00 0 

      """)
    #expect(entries.count == 3)
    #expect(
      entries[0]
        == MapEntry(
          start: 0x55d0_c8a4_e000, end: 0x55d0_c8a5_2000, isReadable: true, isWritable: false, isExecutable: true, fileOffset: 0x2000,
          device: "fe:01", inode: 1_234_567, path: "/usr/bin/sleep", isDeleted: false))
    #expect(entries[1].path == "[stack]")
    #expect([entries[1].isReadable, entries[1].isWritable, entries[1].isExecutable] == [true, true, false])
    #expect(entries[2].path == "")
    #expect([entries[2].isReadable, entries[2].isWritable, entries[2].isExecutable] == [false, false, false])
  }

  @Test(
    "keeps a path as it is, but for the mark of a deleted file",
    arguments: [
      ("/tmp/two words", "/tmp/two words", false), ("/tmp/a  b ", "/tmp/a  b ", false), ("/tmp/x (deleted)", "/tmp/x", true),
      ("/tmp/x (deleted) (deleted)", "/tmp/x (deleted)", true), ("/tmp/(deleted)", "/tmp/(deleted)", false), ("/tmp/a\\012b", "/tmp/a\\012b", false),
      ("/memfd:jit (deleted)", "/memfd:jit", true), ("[anon:a name]", "[anon:a name]", false), ("[vdso]", "[vdso]", false),
      ("/größer", "/größer", false),
    ])
  func paths(printed: String, path: String, isDeleted: Bool) throws {
    let entry = try #require(parse("1000-2000 r-xp 00000000 00:00 5 \(printed)\n").first)
    #expect(entry.path == path)
    #expect(entry.isDeleted == isDeleted)
  }

  @Test(
    "leaves out lines of another form",
    arguments: [
      "", " ", "1000-2000", "1000-2000 r-xp 0 00:00", "1000 r-xp 0 00:00 0", "2000-1000 r-xp 0 00:00 0", "1000-1000 r-xp 0 00:00 0",
      "1000-2000 r 0 00:00 0", "1000-2000 r-xp zz 00:00 0", "1000-2000 r-xp 0 00:00 x", "-2000 r-xp 0 00:00 0", "1000-2000-3000 r-xp 0 00:00 0",
      "10000000000000000-20000000000000000 r-xp 0 00:00 0", "1000-2000 r-xp 0 00:00 -1", "xyz-2000 r-xp 0 00:00 0",
    ])
  func malformed(line: String) {
    #expect(parse(line) == [])
    #expect(parse("\(line)\n1000-2000 r-xp 0 00:00 0 /x\n").map(\.path) == ["/x"])
  }

  @Test("is read without a trap from any piece of a real one, and from damaged ones")
  func damaged() {
    let bytes = ProcFile.bytes("/proc/self/maps")
    let whole = MemoryMap.parse(bytes)
    #expect(whole.count > 10)
    for count in stride(from: 0, to: bytes.count, by: 37) {
      #expect(MemoryMap.parse(Array(bytes[..<count])).count <= whole.count)
      _ = MemoryMap.parse(Array(bytes[count...]))
    }
    var damage = Damage(seed: 11)
    for _ in 0..<100 {
      var copy = bytes
      for _ in 0..<50 { copy[damage.next(copy.count)] = UInt8(damage.next(256)) }
      #expect(MemoryMap.parse(copy).allSatisfy { $0.start < $0.end })
    }
  }

  @Test("of a process that is not there is empty")
  func gone() { #expect(MemoryMap.read(processID: Int32.max) == []) }
}
