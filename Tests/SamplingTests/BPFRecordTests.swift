import CBPF
import Testing

@testable import Sampling

@Suite("A record of the ring buffer")
struct BPFRecordTests {
  @Test("of a sample gives every section, in order")
  func sections() throws {
    var record = SampleRecord(kernel: [1, 2], frames: [3, 4, 5], stack: [8, 9, 10], chain: [11, 12])
    record.head.flags = HEADROOM_RESUMES.rawValue
    try record.parsed { sample in
      #expect(Array(sample.kernelCallchain) == [1, 2])
      #expect(Array(sample.callchain) == [3, 4, 5])
      #expect(words(sample.stack) == [8, 9, 10])
      #expect(Array(sample.asyncChain.resumePCs) == [11, 12])
    }
  }

  @Test("of a sample gives the numbers and names of its head")
  func head() throws {
    var record = SampleRecord(frames: [3])
    record.head.time = 123
    record.head.process = 45
    record.head.thread = 46
    record.head.weight = 789
    record.head.task = 0x7000
    record.head.task_id = 17
    record.head.context = 0x8000
    record.head.chain_source = 2
    record.head.chain_frame = 5
    record.setNames(thread: "worker", task: "request")
    try record.parsed { sample in
      #expect([sample.time, sample.weight, sample.task, sample.taskID, sample.asyncChain.context] == [123, 789, 0x7000, 17, 0x8000])
      #expect([sample.processID, sample.threadID] == [45, 46])
      #expect(String(decoding: sample.threadName, as: UTF8.self) == "worker")
      #expect(String(decoding: sample.taskName, as: UTF8.self) == "request")
      #expect(sample.asyncChain.source == .register)
      #expect(sample.asyncChain.frameIndex == 5)
    }
  }

  @Test("has registers to go on from only when it says that they take the walk on")
  func resumes() throws {
    var record = SampleRecord(frames: [3], stack: [8])
    record.head.registers.values.16 = 0x99
    record.head.flags = 0
    try record.parsed { sample in
      #expect(sample.registers == nil)
      #expect(sample.stack.isEmpty)
    }
    record.head.flags = HEADROOM_RESUMES.rawValue
    try record.parsed { sample in
      #expect(sample.registers?.programCounter == 0x99)
      #expect(words(sample.stack) == [8])
    }
  }

  @Test("says by its flags what became of its walk and its chain, and where the clock ticked")
  func flags() throws {
    var record = SampleRecord()
    for flags in 0..<32 {
      record.head.flags = UInt32(flags)
      try record.parsed { sample in
        #expect(sample.isTruncated == (flags & 1 != 0))
        #expect((sample.registers != nil) == (flags & 2 != 0))
        #expect(sample.asyncChain.isComplete == (flags & 4 != 0))
        #expect(sample.isInKernel == (flags & 8 != 0))
        #expect(sample.isSuspended == (flags & 16 != 0))
      }
    }
  }

  @Test("of a process tells what happened to it")
  func events() {
    func parse(_ kind: headroom_record_kind) -> CollectorEvent? {
      withUnsafeBytes(of: headroom_event(kind: kind.rawValue, process: 12, other: 34, unused: 0)) { BPFRecord.parse($0) }
    }
    guard case .processStarted(12, 34)? = parse(HEADROOM_FORK) else { return #expect(Bool(false), "a fork") }
    guard case .addressSpaceChanged(12)? = parse(HEADROOM_EXEC) else { return #expect(Bool(false), "an exec") }
    guard case .processExited(12)? = parse(HEADROOM_EXIT) else { return #expect(Bool(false), "an exit") }
  }

  private func words(_ bytes: UnsafeRawBufferPointer) -> [UInt64] { Array(bytes.bindMemory(to: UInt64.self)) }
}
