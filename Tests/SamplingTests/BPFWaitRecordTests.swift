import CBPF
import Testing

@testable import Sampling

@Suite("A record of the ring buffer about waits")
struct BPFWaitRecordTests {
  private static func name(_ kind: headroom_record_kind, _ text: String) -> headroom_name {
    var name = headroom_name()
    name.kind = kind.rawValue
    name.process = 7
    name.number = 0x1234_5678_9abc
    name.value = 0xdef0
    withUnsafeMutableBytes(of: &name.text) { $0.copyBytes(from: text.utf8.prefix($0.count)) }
    return name
  }

  private static func end(_ text: String) -> headroom_thread_end {
    var end = headroom_thread_end()
    end.kind = HEADROOM_THREAD_END.rawValue
    (end.process, end.thread, end.first, end.last, end.running) = (7, 8, 100, 900, 300)
    withUnsafeMutableBytes(of: &end.name) { $0.copyBytes(from: text.utf8.prefix($0.count)) }
    return end
  }

  @Test("tells which stack an id stands for, and what threads with it wait for")
  func stack() throws {
    var record = SampleRecord(frames: [3, 4], chain: [11])
    record.head.kind = HEADROOM_STACK.rawValue
    record.head.weight = 0x7fff_0000_0000_0001
    (record.head.system_call, record.head.operation, record.head.is_uninterruptible) = (202, 6, 1)
    record.head.flags = HEADROOM_SUSPENDED.rawValue | HEADROOM_CHAIN_COMPLETE.rawValue
    record.head.executor = 0x55
    record.head.executor_type = 0x66
    try record.withBytes { bytes in
      guard case .waitStack(let id, let cause, let sample)? = BPFRecord.parse(UnsafeRawBufferPointer(bytes)) else { throw SampleRecord.Unreadable() }
      #expect(id == 0x7fff_0000_0000_0001)
      #expect(cause == WaitCause(systemCall: 202, operation: 6, isUninterruptible: true))
      #expect(Array(sample.callchain) == [3, 4] && Array(sample.asyncChain.resumePCs) == [11])
      #expect(sample.isSuspended && sample.asyncChain.isComplete)
      #expect(sample.executor == 0x55 && sample.executorType == 0x66)
    }
  }

  @Test("of a thread outside any system call says so")
  func outsideSystemCall() throws {
    var record = SampleRecord()
    record.head.kind = HEADROOM_STACK.rawValue
    record.head.system_call = -1
    record.withBytes { bytes in
      guard case .waitStack(_, let cause, _)? = BPFRecord.parse(UnsafeRawBufferPointer(bytes)) else { return #expect(Bool(false), "a stack") }
      #expect(cause == WaitCause(systemCall: -1))
    }
  }

  @Test("tells the name of a task, up to its null or the end of its room", arguments: ["", "a", "naïve ✓", String(repeating: "x", count: 64)])
  func taskName(text: String) {
    withUnsafeBytes(of: Self.name(HEADROOM_TASK_NAME, text)) { bytes in
      guard case .taskName(0x1234_5678_9abc, let name)? = BPFRecord.parse(bytes) else { return #expect(Bool(false), "a name") }
      #expect(String(decoding: name, as: UTF8.self) == text)
    }
  }

  @Test("tells the type of an actor")
  func executor() {
    withUnsafeBytes(of: Self.name(HEADROOM_EXECUTOR, "")) { bytes in
      guard case .executor(0x1234_5678_9abc, 0xdef0, 7)? = BPFRecord.parse(bytes) else { return #expect(Bool(false), "an executor") }
    }
  }

  @Test("tells the end of a thread, its name and its time", arguments: ["", "worker", "sixteen-letters!"])
  func threadEnd(name: String) {
    withUnsafeBytes(of: Self.end(name)) { bytes in
      guard case .threadEnded(let account)? = BPFRecord.parse(bytes) else { return #expect(Bool(false), "an end") }
      #expect(account == ThreadAccount(processID: 7, threadID: 8, name: name, first: 100, last: 900, running: 300))
    }
  }

  @Test("that was cut anywhere is refused")
  func everyLength() {
    func refusesEveryCut(_ bytes: UnsafeRawBufferPointer) {
      for count in 0..<bytes.count { #expect(BPFRecord.parse(UnsafeRawBufferPointer(rebasing: bytes[..<count])) == nil, "\(count) bytes") }
      #expect(BPFRecord.parse(bytes) != nil)
    }
    withUnsafeBytes(of: Self.name(HEADROOM_TASK_NAME, "x")) { refusesEveryCut($0) }
    withUnsafeBytes(of: Self.name(HEADROOM_EXECUTOR, "")) { refusesEveryCut($0) }
    withUnsafeBytes(of: Self.end("x")) { refusesEveryCut($0) }
    var stack = SampleRecord(kernel: [1], frames: [2, 3], stack: [4], chain: [5, 6])
    stack.head.kind = HEADROOM_STACK.rawValue
    stack.withBytes { refusesEveryCut(UnsafeRawBufferPointer($0)) }
  }

  @Test("with any bytes at all is taken without a trap, and so are the waits that refer to it")
  func randomBytes() throws {
    var random = Damage(seed: 11)
    let collector = HarvestCollector()
    let recorder = Recorder(collector: collector, options: .init(target: CollectorTarget(processID: 1, recordsWaits: true, recordsTasks: true)))
    for round in 0..<3_000 {
      for kind in [HEADROOM_STACK, HEADROOM_TASK_NAME, HEADROOM_EXECUTOR, HEADROOM_THREAD_END] {
        var record = SampleRecord(kernel: [1], frames: [2, 3], stack: [6, 7, 8], chain: [9, 10])
        record.head.flags = UInt32(random.next(32))
        record.withBytes { bytes in
          for _ in 0..<random.next(80) { bytes[random.next(bytes.count)] = UInt8(random.next(256)) }
          bytes.storeBytes(of: kind.rawValue, as: UInt32.self)
          // No process has a number below 0: the test must not look into real ones.
          bytes.storeBytes(of: -5, toByteOffset: kind == HEADROOM_STACK ? MemoryLayout<headroom_sample>.offset(of: \.process)! : 4, as: Int32.self)
          guard let event = BPFRecord.parse(UnsafeRawBufferPointer(bytes)) else { return }
          recorder.take(event)
        }
      }
      collector.next.rows.append(Self.row(&random, round))
    }
    recorder.stop()
    #expect(recorder.profile(toolVersion: "test", program: "none").samples.count > 0)
  }

  private static func row(_ random: inout Damage, _ round: Int) -> WaitRow {
    let kind = WaitRow.Kind(rawValue: UInt8(1 + random.next(6)))!
    var row = WaitRow(kind: kind, stack: UInt64(random.next(4)), processID: -5, threadID: Int32(random.next(3)))
    row.cause = WaitCause(systemCall: Int32(random.next(500)) - 3, operation: UInt8(random.next(256)), isUninterruptible: round % 2 == 0)
    let amounts: [UInt64] = [0, 1, 1_000, UInt64(Int64.max), .max]
    (row.blocked, row.ready, row.count) = (amounts[random.next(3)], amounts[random.next(3)], amounts[random.next(3)])
    (row.task, row.executor, row.object) = (UInt64(random.next(3)), UInt64(random.next(3)), amounts[random.next(5)])
    (row.victim, row.victimStack, row.owner) = (Int32(random.next(3)), UInt64(random.next(4)), Int32(random.next(3)))
    return row
  }
}

/// A collector that has nothing but waits.
final class HarvestCollector: Collector {
  let name = CollectorName.bpf
  let clock = "none"
  let notes: [String] = []
  var counters = CollectorCounters()
  var next = WaitHarvest()
  func start(_ target: CollectorTarget) {}
  func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) {}
  func takeWaits(_ ending: WaitEnding, deliver: (CollectorEvent) -> Void) -> WaitHarvest {
    defer { next = WaitHarvest() }
    return next
  }
  func stop() {}
}
