import Glibc
import Images
import Testing

@testable import Sampling

/// Tasks laid out by hand in this process's own memory, whole and broken: the reader takes them for another process's.
@Suite("The record of a task")
struct TaskRecordTests {
  private static let metadata: UInt64 = 0x1234_5678_9ab8
  private let memory = ProcessMemory(processID: getpid())
  private let page = OwnPages()
  private let layout = TaskLayout.version(TaskLayout.newestVersion)!
  private let runtime = SwiftRuntime(layoutVersion: TaskLayout.newestVersion, taskSlot: nil, taskMetadata: metadata, jobRunners: [])

  /// Where things lie in the page: the task, a status record, contexts.
  private enum Place {
    static let task = 64
    static let record = 1024
    static let name = 1200
    static let contexts = 2048
  }

  /// A suspended task with id 5 and three callers.
  private func layOut(status: UInt64 = 0x15, callers: Int = 3) {
    page.set(Self.metadata, at: Place.task)
    page.set(UInt64(3), at: Place.task + 8)
    page.set(UInt32(0x200_1500), at: Place.task + layout.jobFlags)
    page.set(UInt32(5), at: Place.task + layout.idLow)
    page.set(UInt32(0), at: Place.task + layout.idHigh)
    page.set(UInt64(1000), at: Place.task + layout.resumeFunction)
    page.set(page.address(Place.contexts), at: Place.task + layout.resumeContext)
    page.set(status, at: Place.task + layout.status)
    page.set(UInt64(0), at: Place.task + layout.statusList)
    for index in 0..<callers {
      page.set(index + 1 < callers ? page.address(Place.contexts + (index + 1) * 16) : 0, at: Place.contexts + index * 16)
      page.set(UInt64(1001 + index), at: Place.contexts + index * 16 + 8)
    }
  }

  /// Gives the task a status record.
  private func addRecord(kind: UInt8, dependency: UInt32 = 0, dependent: UInt64 = 0, next: UInt64 = 0) {
    page.set(page.address(Place.record), at: Place.task + layout.statusList)
    page.set(UInt64(kind), at: Place.record + layout.recordKind)
    page.set(next, at: Place.record + layout.recordNext)
    page.set(dependent, at: Place.record + layout.dependent)
    page.set(dependency, at: Place.record + layout.dependencyKindOffset)
  }

  private func read() -> TaskRecord? { TaskReader.record(at: page.address(Place.task), runtime, memory) }

  @Test("says where a suspended task goes on, and its callers")
  func suspended() throws {
    layOut()
    let record = try #require(read())
    #expect(record.id == 5 && record.name.isEmpty && record.dependency == nil && record.parent == 0)
    #expect(!record.isRunning && !record.isEnqueued && !record.isComplete && !record.isCancelled)
    #expect(record.resumePCs == [1000, 1001, 1002, 1003])
  }

  @Test("reads the status word")
  func status() throws {
    layOut(status: layout.enqueuedMask | layout.cancelledMask)
    let record = try #require(read())
    #expect(record.isEnqueued && record.isCancelled)
    layOut(status: layout.completeMask)
    #expect(try #require(read()).isComplete)
  }

  @Test("asks a task that runs for nothing that holds only while it does not")
  func running() throws {
    layOut(status: layout.runningMask)
    page.set(UInt64(8), at: Place.task + layout.resumeContext)
    let record = try #require(read())
    #expect(record.isRunning && record.resumePCs.isEmpty)
  }

  @Test(
    "tells what the task waits for",
    arguments: [
      (1, TaskRecord.Dependency.task(77)), (2, .continuation(77)), (3, .group(77)), (4, .executor(77)), (5, nil),
    ] as [(UInt32, TaskRecord.Dependency?)])
  func dependency(kind: UInt32, expected: TaskRecord.Dependency?) throws {
    layOut()
    addRecord(kind: layout.dependencyKind, dependency: kind, dependent: 77)
    #expect(try #require(read()).dependency == expected)
  }

  @Test("names a continuation's place once, although its own context comes before its function's")
  func continuation() throws {
    layOut()
    page.set(UInt64(1001), at: Place.task + layout.resumeFunction)
    #expect(try #require(read()).resumePCs == [1001, 1002, 1003])
  }

  @Test("leads from a child to its parent")
  func parent() throws {
    layOut()
    page.set(layout.childMask | layout.groupChildMask, at: Place.task + layout.jobFlags)
    page.set(UInt64(99), at: Place.task + layout.parent)
    let record = try #require(read())
    #expect(record.isGroupChild && record.parent == 99)
  }

  @Test("is not made of what only begins like a task: other metadata, another kind of job, an object without references or being destroyed")
  func notTasks() {
    layOut()
    page.set(Self.metadata + 8, at: Place.task)
    #expect(read() == nil)
    layOut()
    page.set(UInt32(192), at: Place.task + layout.jobFlags)
    #expect(read() == nil)
    for references: UInt64 in [0, 0x1_0000_0003] {
      layOut()
      page.set(references, at: Place.task + 8)
      #expect(read() == nil)
    }
    var unknown = runtime
    unknown.layoutVersion = TaskLayout.newestVersion + 1
    layOut()
    #expect(TaskReader.record(at: page.address(Place.task), unknown, memory) == nil)
  }

  @Test("is not made where the callers lead nowhere or in a circle")
  func brokenChains() {
    for bad in [UInt64(0), 8, .max, .max - 7, page.address(page.size), page.address(page.size - 8)] {
      layOut()
      page.set(bad, at: Place.task + layout.resumeContext)
      #expect(read() == nil)
    }
    layOut()
    page.set(page.address(Place.contexts), at: Place.contexts)
    #expect(read() == nil)
    for address in [UInt64(0), 1, .max, page.address(page.size - 16)] { #expect(TaskReader.record(at: address, runtime, memory) == nil) }
  }

  @Test("ends on status records that lead nowhere or in a circle", .timeLimit(.minutes(1)))
  func brokenRecords() throws {
    for bad in [UInt64(8), .max, page.address(page.size)] {
      layOut()
      page.set(bad, at: Place.task + layout.statusList)
      let record = try #require(read())
      #expect(record.dependency == nil && record.name.isEmpty)
    }
    layOut()
    addRecord(kind: 1, next: page.address(Place.record))
    #expect(try #require(read()).dependency == nil)
  }

  @Test("is found by the scan wherever it begins, and not beyond the end of memory")
  func scan() {
    func map(_ size: Int, _ rest: String = "0") -> [MapEntry] {
      let range = "\(String(page.address(0), radix: 16))-\(String(page.address(size), radix: 16))"
      return MemoryMap.parse(Array("\(range) rw-p 00000000 00:00 \(rest)\n".utf8))
    }
    for offset in [0, 8, 4088, page.size - 8] {
      for place in [0, 8, 4088, page.size - 8] { page.set(place == offset ? Self.metadata : 0, at: place) }
      let found = HeapScan.find(Self.metadata, processID: getpid(), in: map(page.size) + map(page.size + 4096)) { _ in }
      #expect(Set(found.addresses) == [page.address(offset)])
    }
    let others = map(page.size, "7 /lib/file") + map(page.size, "0 [stack]")
    #expect(others.count == 2)
    #expect(HeapScan.find(Self.metadata, processID: getpid(), in: others) { _ in }.addresses.isEmpty)
  }
}
