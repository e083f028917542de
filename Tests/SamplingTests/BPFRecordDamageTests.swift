import CBPF
import Images
import Testing

@testable import Sampling

/// The kernel is believed no more than a file.
@Suite("A damaged record of the ring buffer")
struct BPFRecordDamageTests {
  private static let record = SampleRecord(kernel: [1], frames: [2, 3], stack: [6, 7, 8], chain: [9, 10])

  @Test("that was cut anywhere is refused")
  func everyLength() {
    Self.record.withBytes { bytes in
      for count in 0..<bytes.count { #expect(BPFRecord.parse(UnsafeRawBufferPointer(rebasing: bytes[..<count])) == nil, "\(count) bytes") }
      #expect(BPFRecord.parse(UnsafeRawBufferPointer(bytes)) != nil)
    }
    withUnsafeBytes(of: headroom_event(kind: HEADROOM_EXIT.rawValue, process: 1, other: 0, unused: 0)) { bytes in
      for count in 0..<bytes.count { #expect(BPFRecord.parse(UnsafeRawBufferPointer(rebasing: bytes[..<count])) == nil, "\(count) bytes") }
    }
  }

  @Test("with a count beyond its end is refused", arguments: [1, 2, 0x1000, 0x7fff_ffff, 0x8000_0000, UInt32.max])
  func absurdCounts(excess: UInt32) {
    let counts: [WritableKeyPath<headroom_sample, UInt32>] = [
      \.kernel_count, \.frame_count, \.stack_count, \.chain_count,
    ]
    for count in counts {
      var record = Self.record
      record.head[keyPath: count] = record.head[keyPath: count].addingReportingOverflow(excess).partialValue
      if record.head[keyPath: count] < Self.record.head[keyPath: count] { record.head[keyPath: count] = .max }
      record.withBytes { #expect(BPFRecord.parse(UnsafeRawBufferPointer($0)) == nil) }
    }
  }

  @Test("of an unknown kind is refused", arguments: [0, 9, 255, UInt32.max])
  func unknownKind(kind: UInt32) {
    var record = Self.record
    record.head.kind = kind
    record.withBytes { #expect(BPFRecord.parse(UnsafeRawBufferPointer($0)) == nil) }
  }

  @Test("that does not lie on a word is refused")
  func misaligned() {
    Self.record.withBytes { bytes in
      let longer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 8, alignment: 8)
      defer { longer.deallocate() }
      for shift in 1..<8 {
        let moved = UnsafeMutableRawBufferPointer(rebasing: longer[shift..<(shift + bytes.count)])
        moved.copyMemory(from: UnsafeRawBufferPointer(bytes))
        #expect(BPFRecord.parse(UnsafeRawBufferPointer(moved)) == nil)
      }
    }
  }

  @Test("with names that have no end gives as much of them as there is room for")
  func endlessNames() throws {
    var record = Self.record
    withUnsafeMutableBytes(of: &record.head.thread_name) { for index in $0.indices { $0[index] = 0x61 } }
    withUnsafeMutableBytes(of: &record.head.task_name) { for index in $0.indices { $0[index] = 0xff } }
    record.head.task_name_length = .max
    try record.parsed { sample in
      #expect(sample.threadName.count == 16)
      #expect(sample.taskName.count == Int(HEADROOM_NAME_LIMIT))
    }
  }

  @Test("with a source of the chain that is none has no chain")
  func unknownSource() throws {
    var record = Self.record
    for source: UInt32 in [4, 256 + 77, .max] {
      record.head.chain_source = source
      try record.parsed { #expect($0.asyncChain.source == .none) }
    }
  }

  @Test("with any bytes at all neither traps here nor in the recorder, and the recorder counts it")
  func randomBytes() throws {
    var random = Damage(seed: 7)
    let recorder = Recorder(collector: SilentCollector(), options: .init(target: CollectorTarget(processID: 1)))
    for round in 0..<3_000 {
      var record = Self.record
      var delivered: Int64 = 0
      record.head.flags = UInt32(random.next(32))
      record.withBytes { bytes in
        for _ in 0..<random.next(60) {
          let place = random.next(bytes.count)
          // The process stays 0, which is none: the test must not look into real ones.
          if place < 16 || place >= 24 { bytes[place] = UInt8(random.next(256)) }
        }
        let before = recorder.trust.samples + recorder.trust.lost
        if case .sample(let sample)? = BPFRecord.parse(UnsafeRawBufferPointer(bytes)) {
          recorder.take(.sample(sample))
          delivered = 1
        }
        #expect(recorder.trust.samples + recorder.trust.lost == before + delivered, "round \(round)")
      }
    }
    #expect(recorder.trust.samples > 0)
    let profile = recorder.profile(toolVersion: "test", program: "none")
    #expect(profile.environment.trust.samples == recorder.trust.samples)
  }

  @Test("with more frames than any stack is recorded as cut")
  func tooManyFrames() throws {
    var record = SampleRecord(frames: [UInt64](repeating: 0x1234, count: Recorder.frameLimit + 10), stack: [1, 2, 3])
    record.head.flags = HEADROOM_RESUMES.rawValue
    record.head.process = 0
    let recorder = Recorder(collector: SilentCollector(), options: .init(target: CollectorTarget(processID: 1)))
    try record.parsed { recorder.take(.sample($0)) }
    #expect(recorder.trust.samples == 1)
    #expect(recorder.physical.isTruncated)
  }
}

/// A collector that collects nothing.
final class SilentCollector: Collector {
  let name = CollectorName.bpf
  let clock = "none"
  let notes: [String] = []
  var counters = CollectorCounters()
  func start(_ target: CollectorTarget) {}
  func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) {}
  func stop() {}
}

/// A reproducible source of damage (xorshift64).
struct Damage {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }
}
