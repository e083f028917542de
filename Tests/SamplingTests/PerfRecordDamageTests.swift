import CLinux
import Images
import Testing

@testable import Sampling

/// The kernel is believed no more than a file.
@Suite("A record of perf_event_open")
struct PerfRecordDamageTests {
  private func parse(_ words: [UInt64], count: Int? = nil, _ body: (PerfRecord?) throws -> Void) rethrows {
    try words.withUnsafeBytes { bytes in
      try body(PerfRecord.parse(UnsafeRawBufferPointer(rebasing: bytes[..<(count ?? bytes.count)])))
    }
  }

  private func sample(_ words: [UInt64], _ body: (RawSample) throws -> Void) throws {
    try parse(words) { record in
      guard case .sample(let sample)? = record else { throw TestFailure("no sample") }
      try body(sample)
    }
  }

  @Test("that is a sample gives registers, stack and the kernel's part of the chain")
  func whole() throws {
    let kernel = UInt64(bitPattern: -128)
    let user = UInt64(bitPattern: -512)
    try sample(PerfRecordBytes.sample(chain: [kernel, 5, 6, user, 7])) { sample in
      #expect(sample.processID == 7 && sample.threadID == 8 && sample.time == 99 && sample.weight == 1_000)
      #expect(Array(sample.kernelCallchain) == [5, 6])
      #expect(sample.callchain.isEmpty)
      #expect(Array(sample.stack.bindMemory(to: UInt64.self)) == [1, 2, 3])
      let registers = try #require(sample.registers)
      // ax bx cx dx si di bp sp ip flags cs ss r8…r15 become rax rdx rcx rbx rsi rdi rbp rsp r8…r15 rip.
      #expect((0..<17).map { registers[$0] } == [100, 103, 102, 101, 104, 105, 106, 107, 112, 113, 114, 115, 116, 117, 118, 119, 108])
    }
    try sample(PerfRecordBytes.sample(chain: [user, 7], abi: 0, stack: [])) { sample in
      #expect(sample.registers == nil && sample.stack.isEmpty && sample.kernelCallchain.isEmpty)
    }
    try sample(PerfRecordBytes.sample(abi: 1)) { #expect($0.registers == nil && $0.stack.isEmpty) }
  }

  @Test("that was cut anywhere is refused", arguments: PerfRecordBytes.all)
  func everyLength(record: [UInt64]) {
    for count in 0..<(record.count * 8) { parse(record, count: count) { #expect($0 == nil, "\(count) bytes") } }
    parse(record) { #expect($0 != nil) }
  }

  @Test("that says it is shorter than it has to be is refused", arguments: PerfRecordBytes.all.dropLast())
  func everySize(record: [UInt64]) {
    for size in 0..<16 {
      var record = record
      record[0] = record[0] & 0xffff_ffff_ffff | UInt64(size) << 48
      parse(record, count: size) { #expect($0 == nil, "\(size) bytes") }
    }
  }

  @Test("with a count beyond its end is refused", arguments: [1, 2, 0x1000, 0x7fff_ffff, UInt64(Int64.max), 1 << 63, UInt64.max])
  func absurdCounts(excess: UInt64) {
    let record = PerfRecordBytes.sample()
    // The number of addresses in the chain, the stack's size, and how much of it is filled.
    for place in [6, 28, 33] {
      var record = record
      record[place] = record[place].addingReportingOverflow(excess &* 16).partialValue
      if record[place] <= PerfRecordBytes.sample()[place] { record[place] = .max }
      parse(record) { #expect($0 == nil, "word \(place)") }
    }
  }

  @Test("that does not lie on a word is no sample")
  func misaligned() {
    let record = PerfRecordBytes.sample()
    let longer = UnsafeMutableRawBufferPointer.allocate(byteCount: record.count * 8 + 8, alignment: 8)
    defer { longer.deallocate() }
    for shift in 1..<8 {
      let moved = UnsafeMutableRawBufferPointer(rebasing: longer[shift..<(shift + record.count * 8)])
      record.withUnsafeBytes { moved.copyMemory(from: $0) }
      #expect(PerfRecord.parse(UnsafeRawBufferPointer(moved)) == nil)
    }
  }

  @Test("with any bytes at all neither traps here nor in the recorder")
  func randomBytes() {
    var random = Damage(seed: 11)
    let recorder = Recorder(collector: SilentCollector(), options: .init(target: CollectorTarget(processID: 1)))
    for round in 0..<4_000 {
      var record = PerfRecordBytes.all[round % PerfRecordBytes.all.count]
      record.withUnsafeMutableBytes { bytes in
        for _ in 0..<random.next(24) { bytes[random.next(bytes.count)] = UInt8(random.next(256)) }
        // 0 is no process: the test must not look into real ones.
        bytes.storeBytes(of: Int32(0), toByteOffset: 16, as: Int32.self)
        let whole = UnsafeRawBufferPointer(bytes)
        _ = PerfRecord.time(of: whole)
        if case .sample(let sample)? = PerfRecord.parse(whole) { recorder.take(.sample(sample)) }
      }
    }
    #expect(recorder.trust.samples > 0)
  }
}

@Suite("A ring of perf_event_open")
struct PerfRingTests {
  @Test("gives every record whole, those too that wrap around its end")
  func wraps() {
    let fake = FakeRing(size: 1_024, start: 1 << 40)
    var random = Damage(seed: 5)
    for _ in 0..<2_000 {
      let records = (0..<(1 + random.next(3))).map { _ in PerfRecordBytes.all[random.next(PerfRecordBytes.all.count)] }
      for record in records { fake.write(record) }
      for record in records { #expect(fake.next() == record) }
      #expect(fake.next() == nil)
      #expect(fake.page.pointee.data_tail == fake.page.pointee.data_head)
    }
    #expect(fake.ring.damages == 0)
  }

  @Test("with something in it that is no record goes on behind it, and counts that", arguments: [0, 4, 7, 8 + 1, 1_032, 0xffff])
  func damaged(size: UInt64) {
    let fake = FakeRing(size: 1_024)
    fake.write([UInt64(PERF_RECORD_LOST.rawValue) | size << 48, 2, 3])
    #expect(fake.next() == nil)
    #expect(fake.ring.damages == 1)
    fake.write(PerfRecordBytes.all[1])
    #expect(fake.next() == PerfRecordBytes.all[1])
  }

  @Test("whose ends make no sense gives nothing", arguments: [UInt64.max, 1 << 63, 1_032, 4, 12])
  func absurdHead(head: UInt64) {
    let fake = FakeRing(size: 1_024)
    fake.page.pointee.data_head = head
    #expect(fake.next() == nil)
    #expect(fake.ring.damages == 1)
  }

  @Test("knows when what was in it may be gone")
  func holds() {
    let fake = FakeRing(size: 1_024)
    #expect(fake.ring.holds(0, head: 700))
    #expect(!fake.ring.holds(0, head: 800))
    fake.page.pointee.data_tail = 600
    #expect(fake.ring.holds(600, head: 1_300) && !fake.ring.holds(400, head: 1_300))
  }
}
