import Glibc
import Images
import Testing

@testable import Sampling

/// Tasks and chains laid out by hand in this process's own memory: the reader takes them for another process's.
@Suite("The reader of tasks")
struct TaskReaderTests {
  private static let metadata: UInt64 = 0x1234_5678_9abc
  private let memory = ProcessMemory(processID: getpid())
  private let page = OwnPages()

  /// A task with id 0x0000_0007_0000_0005 whose name lies at `nameOffset`; `thread pointer - 8` leads to it.
  private func layOut(name: String?, nameOffset: Int = 512, recordsBefore: Int = 1) -> SwiftRuntime {
    let layout = TaskLayout.version(TaskLayout.newestVersion)!
    let task = page.address(64)
    page.set(task, at: 1024 - 8)
    page.set(Self.metadata, at: 64)
    page.set(UInt32(5), at: 64 + layout.idLow)
    page.set(UInt32(7), at: 64 + layout.idHigh)
    var link = 64 + layout.statusList
    for index in 0..<recordsBefore {
      let record = 1024 + index * 32
      page.set(page.address(record), at: link)
      page.set(UInt8(0), at: record + layout.recordKind)
      link = record + layout.recordNext
    }
    page.set(UInt64(0), at: link)
    if let name {
      page.set(page.address(300), at: link)
      page.set(layout.nameKind, at: 300 + layout.recordKind)
      page.set(page.address(nameOffset), at: 300 + layout.namePointer)
      for (index, byte) in (Array(name.utf8) + [0]).enumerated() { page.set(byte, at: nameOffset + index) }
    }
    return SwiftRuntime(
      layoutVersion: TaskLayout.newestVersion, taskSlot: .threadPointer(offset: -8), taskMetadata: Self.metadata, jobRunners: [])
  }

  private func read(_ runtime: SwiftRuntime) -> (id: UInt64, name: String)? {
    var name = [UInt8](repeating: 0xaa, count: TaskReader.nameLimit)
    let task = name.withUnsafeMutableBytes { TaskReader.task(threadPointer: page.address(1024), runtime, memory, name: $0) }
    return task.map { ($0.id, String(decoding: name[..<$0.nameLength], as: UTF8.self)) }
  }

  @Test("finds id and name of the current task")
  func task() throws {
    let task = try #require(read(layOut(name: "request 17")))
    #expect(task.id == 0x0000_0007_0000_0005)
    #expect(task.name == "request 17")
  }

  @Test("finds the task below the first context of its chain, and no other word there", arguments: [0, 64, 120])
  func taskOfRoot(offset: Int) throws {
    let runtime = layOut(name: "request 17")
    // The task lies at 64: what is below the context at 200 + offset is the task and what may be its result.
    page.set(UInt64(0x1111), at: 200)
    func read(_ root: UInt64) -> UInt64? {
      var name = [UInt8](repeating: 0xaa, count: TaskReader.nameLimit)
      return name.withUnsafeMutableBytes { TaskReader.task(ofRoot: root, runtime, memory, name: $0)?.id }
    }
    #expect(read(page.address(208 + offset)) == 0x0000_0007_0000_0005)
    #expect(read(page.address(64)) == nil)
    #expect(read(page.address(209)) == nil)
    #expect(read(0) == nil && read(8) == nil && read(.max & ~7) == nil)
  }

  @Test("finds a task without a name")
  func withoutName() throws {
    #expect(try #require(read(layOut(name: nil))).name == "")
    #expect(try #require(read(layOut(name: ""))).name == "")
  }

  @Test("cuts a name that is too long")
  func longName() throws {
    let name = String(repeating: "n", count: 100)
    #expect(try #require(read(layOut(name: name))).name == String(repeating: "n", count: TaskReader.nameLimit))
  }

  @Test("reads a name across the end of a page, and up to memory that is not there", arguments: [4090, 4096 * 2 - 5, 4096 * 2 - 1])
  func nameAtPageEnd(offset: Int) throws {
    let room = min(7, page.size - offset - 1)
    let name = String("request".prefix(room))
    #expect(try #require(read(layOut(name: name, nameOffset: offset))).name == name)
  }

  @Test("does not believe a task without the runtime's metadata")
  func wrongMetadata() {
    var runtime = layOut(name: "x")
    runtime.taskMetadata += 1
    #expect(read(runtime) == nil)
  }

  @Test("says nothing of a layout it does not know, or where the current task's place is unknown")
  func unknown() {
    var runtime = layOut(name: "x")
    runtime.layoutVersion = TaskLayout.newestVersion + 1
    #expect(read(runtime) == nil)
    runtime = layOut(name: "x")
    runtime.taskSlot = nil
    #expect(read(runtime) == nil)
  }

  @Test("follows the dynamic thread vector to the module's block")
  func moduleSlot() throws {
    var runtime = layOut(name: "x")
    // Thread pointer + 8 → vector at 600; its entry for module 2 → block whose word 3 is the task.
    page.set(page.address(600), at: 1024 + 8)
    page.set(page.address(1024 - 8 - 24), at: 600 + 32)
    runtime.taskSlot = .module(id: 2, offset: 24)
    let record = 1024 + 32
    page.set(page.address(record), at: 64 + TaskLayout.version(1)!.statusList)
    page.set(UInt64(0), at: record)
    page.set(UInt64(0), at: record + 8)
    #expect(try #require(read(runtime)).id == 0x0000_0007_0000_0005)
  }

  @Test("ends on pointers that lead nowhere or in a circle")
  func badPointers() {
    let layout = TaskLayout.version(TaskLayout.newestVersion)!
    for bad in [UInt64(8), page.address(page.size), .max, .max - 7] {
      let runtime = layOut(name: "x")
      page.set(bad, at: 64 + layout.statusList)
      #expect(read(runtime)?.name == "")
      page.set(bad, at: 1024 - 8)
      #expect(read(runtime) == nil)
    }
    let runtime = layOut(name: nil)
    page.set(page.address(1024), at: 1024 + layout.recordNext)
    #expect(read(runtime)?.name == "")
  }

  @Test("follows a chain of contexts to its null parent")
  func chain() {
    var resumePCs: [UInt64] = [99]
    for index in 0..<5 {
      page.set(index < 4 ? page.address((index + 1) * 16) : 0, at: index * 16)
      page.set(UInt64(1000 + index), at: index * 16 + 8)
    }
    #expect(TaskReader.chain(from: page.address(0), memory, into: &resumePCs))
    #expect(resumePCs == [1000, 1001, 1002, 1003, 1004])
  }

  @Test("calls a chain incomplete that leads nowhere, in a circle, or does not begin")
  func incompleteChain() {
    var resumePCs: [UInt64] = []
    page.set(page.address(page.size), at: 0)
    #expect(!TaskReader.chain(from: page.address(0), memory, into: &resumePCs))
    #expect(resumePCs.count == 1)
    page.set(page.address(0), at: 0)
    #expect(!TaskReader.chain(from: page.address(0), memory, into: &resumePCs))
    #expect(resumePCs.count == TaskReader.chainLimit)
    for start in [UInt64(0), 1, .max] { #expect(!TaskReader.chain(from: start, memory, into: &resumePCs)) }
    #expect(resumePCs.isEmpty)
  }
}

/// Two pages of memory with nothing behind them.
final class OwnPages {
  let size = 2 * 4096
  private let base: UnsafeMutableRawPointer

  init() {
    base = mmap(nil, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    mprotect(base + size, 4096, PROT_NONE)
  }

  deinit { munmap(base, size + 4096) }

  func address(_ offset: Int) -> UInt64 { UInt64(UInt(bitPattern: base + offset)) }
  func set<Value: BitwiseCopyable>(_ value: Value, at offset: Int) { base.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
}
