import CBPF
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("Tables of the BPF program", .needsBPF)
  struct BPFTablesTests {
    private func object(rows: Int) throws -> BPFObject { try BPFObject(processors: 1, rows: rows) }

    private func value<Value>(_ map: Int32, _ key: UInt32, _ initial: Value) -> Value? {
      var key = key
      var value = initial
      return bpf_map_lookup_elem(map, &key, &value) == 0 ? value : nil
    }

    private func images(_ space: AddressSpace) -> [Image] {
      var seen: Set<ObjectIdentifier> = []
      return space.regions.map(\.image).filter { seen.insert(ObjectIdentifier($0)).inserted && !$0.unwindTable.isEmpty }
    }

    @Test("hold the rows of each image once, one behind the other, with the rules that user space unwinds by")
    func rows() throws {
      let process = try TestProcess.fixture("frameless", "--seconds", "60")
      let object = try object(rows: 1 << 20)
      var tables = BPFUnwindTables(object, rowLimit: 1 << 20)
      let images = images(AddressSpace(processID: process.processID, cache: ImageCache()))
      #expect(images.count > 2)
      var next: UInt32 = 0
      for image in images {
        let table = image.unwindTable
        let entry = tables.entry(of: image)
        #expect(entry.firstRow == next && Int(entry.rowCount) == table.count)
        let again = tables.entry(of: image)
        #expect(again.firstRow == entry.firstRow && again.rowCount == entry.rowCount)
        next += entry.rowCount
        for index in stride(from: 0, to: table.count, by: max(1, table.count / 50)) {
          let row = try #require(value(object.map("rows"), entry.firstRow + UInt32(index), headroom_row()))
          let rule = try #require(value(object.map("rules"), row.rule, headroom_rule()))
          let expected = table.rules[Int(table.indices[index])]
          #expect(row.start == table.starts[index])
          #expect(rule.frame == expected.frame.rawValue && rule.offset == expected.offset && rule.base == expected.baseRegisterOffset)
          #expect(rule.frame_pointer == expected.framePointerOffset && rule.async_context == expected.asyncContextOffset)
        }
      }
      #expect(tables.imagesWithoutRoom.isEmpty)
    }

    @Test("leave out an image there is no room for, say which, and still take smaller ones")
    func room() throws {
      let process = try TestProcess.fixture("frameless", "--seconds", "60")
      let images = images(AddressSpace(processID: process.processID, cache: ImageCache())).sorted { $0.unwindTable.count > $1.unwindTable.count }
      let (large, small) = (try #require(images.first), try #require(images.last))
      let limit = large.unwindTable.count - 1
      let object = try object(rows: limit)
      var tables = BPFUnwindTables(object, rowLimit: limit)
      #expect(tables.entry(of: large).rowCount == 0)
      #expect(Int(tables.entry(of: small).rowCount) == small.unwindTable.count)
      #expect(tables.entry(of: large).rowCount == 0)
      #expect(tables.imagesWithoutRoom == [large.path])
    }

    @Test("whose room is used up are told of in one line")
    func note() throws {
      let process = try TestProcess.fixture("frameless", "--seconds", "60")
      let object = try object(rows: 1)
      var configuration = BPFConfiguration(object, rowLimit: 1)
      #expect(configuration.note == nil)
      configuration.set(AddressSpace(processID: process.processID, cache: ImageCache()), nil)
      let note = try #require(configuration.note)
      #expect(note.contains("no room in the kernel") && note.contains("more:") && !note.contains("\n"))
    }

    @Test("give every state of a process another entry, and use again those that are free, the oldest first")
    func entries() throws {
      let process = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let object = try object(rows: 1 << 20)
      var configuration = BPFConfiguration(object, rowLimit: 1 << 20)
      let space = AddressSpace(processID: process.processID, cache: ImageCache())
      func entry(_ processID: Int32) -> UInt32? { value(object.map("processes"), UInt32(bitPattern: processID), UInt32()) }
      configuration.add(process.processID)
      #expect(entry(process.processID) == 0)
      var last: [UInt32] = []
      for _ in 0..<600 {
        configuration.set(space, nil)
        let now = try #require(entry(process.processID))
        #expect(now != 0 && !last.contains(now))
        last = (last + [now]).suffix(200)
      }
      let now = try #require(value(object.map("configurations"), last.last!, headroom_configuration()))
      #expect(Int(now.region_count) == min(space.regions.count, Int(HEADROOM_REGION_LIMIT)))
      #expect(now.task_place == 0 && now.runner_count == 0)
    }

    @Test("stand for a process of which nothing is known once all entries are in use, until one is free")
    func exhausted() throws {
      let process = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let object = try object(rows: 1 << 20)
      var configuration = BPFConfiguration(object, rowLimit: 1 << 20)
      let space = AddressSpace(processID: process.processID, cache: ImageCache())
      func entry(_ processID: Int32) -> UInt32? { value(object.map("processes"), UInt32(bitPattern: processID), UInt32()) }
      let limit = Int32(HEADROOM_CONFIGURATION_LIMIT)
      // No processes have these numbers, and nothing is attached.
      for number in 1...(limit + 3) { configuration.set(space.copy(processID: -number), nil) }
      let used = (1..<limit).compactMap { entry(-$0) }
      #expect(Set(used).count == Int(limit) - 1 && !used.contains(0))
      for number in limit...(limit + 3) { #expect(entry(-number) == 0) }
      configuration.forget(-7)
      configuration.set(space.copy(processID: -limit), nil)
      #expect(entry(-limit) == used[6])
    }

    @Test("have the runtime's places and the ranges of its job runners")
    func runtime() throws {
      let process = try TestProcess.fixture("async-chain", "--seconds", "60")
      let object = try object(rows: 1 << 20)
      var configuration = BPFConfiguration(object, rowLimit: 1 << 20)
      let space = AddressSpace(processID: process.processID, cache: ImageCache())
      let runtime = try #require(SwiftRuntime.discover(in: space).runtime)
      configuration.set(space, runtime)
      let entry = try #require(value(object.map("processes"), UInt32(process.processID), UInt32()))
      let written = try #require(value(object.map("configurations"), entry, headroom_configuration()))
      #expect(written.task_place == HEADROOM_TASK_IN_MODULE.rawValue && written.task_metadata == runtime.taskMetadata)
      #expect(Int(written.runner_count) == runtime.jobRunners.count)
      #expect(written.runners.0.start == runtime.jobRunners.first?.lowerBound && written.runners.0.end == runtime.jobRunners.first?.upperBound)
      #expect(written.executor_offset != written.task_offset)
    }
  }
}
