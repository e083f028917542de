import CLinux
import Images

/// One record of a ring of `perf_event_open(2)`, read where it lies. Nothing in it is believed: every size is checked against the record's.
enum PerfRecord {
  case sample(RawSample)
  /// So many records found no room in the ring.
  case lost(UInt64)
  /// The process has mapped code.
  case mapped(processID: Int32)
  /// The thread has a new name; with `isNewProgram` it is the only one of its process, which runs that program now.
  case named(processID: Int32, threadID: Int32, name: UnsafeRawBufferPointer, isNewProgram: Bool)
  /// A thread was born, in its parent's process or as a new process.
  case started(thread: (processID: Int32, threadID: Int32), parent: (processID: Int32, threadID: Int32))
  case ended(processID: Int32, threadID: Int32)
  /// The thread got a processor, or lost it although it had more to do (`isPreempted`) or because it waits.
  case switched(PerfSwitch)
  /// The kernel took fewer samples than asked for.
  case throttled
  /// Nothing that is needed.
  case other

  /// The record in `bytes`; nil when they are not one.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> PerfRecord? {
    guard let head = PerfHeader(bytes) else { return nil }
    switch head.kind {
    case PERF_RECORD_SAMPLE.rawValue: return PerfSample.parse(bytes).map { .sample($0) }
    case PERF_RECORD_LOST.rawValue: return bytes.word(at: 16, before: bytes.count).map { .lost($0) }
    case PERF_RECORD_LOST_SAMPLES.rawValue: return bytes.word(at: 8, before: bytes.count).map { .lost($0) }
    case PERF_RECORD_MMAP.rawValue, PERF_RECORD_MMAP2.rawValue: return mapping(bytes, head)
    case PERF_RECORD_COMM.rawValue: return name(bytes, head)
    case PERF_RECORD_FORK.rawValue:
      guard let ids = bytes.pair(at: 8), let threads = bytes.pair(at: 16) else { return nil }
      return .started(thread: (ids.0, threads.0), parent: (ids.1, threads.1))
    case PERF_RECORD_EXIT.rawValue:
      guard let ids = bytes.pair(at: 8), let threads = bytes.pair(at: 16) else { return nil }
      return .ended(processID: ids.0, threadID: threads.0)
    case PERF_RECORD_SWITCH.rawValue: return PerfSwitch(bytes).map { .switched($0) }
    case PERF_RECORD_THROTTLE.rawValue: return .throttled
    default: return .other
    }
  }

  private static func mapping(_ bytes: UnsafeRawBufferPointer, _ head: PerfHeader) -> PerfRecord? {
    guard let ids = bytes.pair(at: 8), bytes.count >= 40 else { return nil }
    return head.flags & UInt16(PERF_RECORD_MISC_MMAP_DATA) == 0 ? .mapped(processID: ids.0) : .other
  }

  private static func name(_ bytes: UnsafeRawBufferPointer, _ head: PerfHeader) -> PerfRecord? {
    guard let ids = bytes.pair(at: 8), bytes.count >= 16 + trailerSize else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: bytes[16..<(bytes.count - trailerSize)])
    let name = UnsafeRawBufferPointer(rebasing: text[..<(text.firstIndex(of: 0) ?? text.count)])
    return .named(processID: ids.0, threadID: ids.1, name: name, isNewProgram: head.flags & UInt16(PERF_RECORD_MISC_COMM_EXEC) != 0)
  }

  /// What all records but samples end with: process, thread, time, processor.
  private static let trailerSize = 24

  /// When the record was made, CLOCK_MONOTONIC nanoseconds; nil when it is too short to tell.
  static func time(of bytes: UnsafeRawBufferPointer) -> UInt64? {
    guard let head = PerfHeader(bytes) else { return nil }
    if head.kind == PERF_RECORD_SAMPLE.rawValue { return bytes.word(at: 24, before: bytes.count) }
    return bytes.count >= 32 ? bytes.word(at: bytes.count - 16, before: bytes.count) : nil
  }
}

/// What every record begins with (`struct perf_event_header`).
struct PerfHeader {
  static let size = 8
  var kind: UInt32
  var flags: UInt16
  var size: Int

  /// nil when `bytes` are fewer than the record says it has.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.size else { return nil }
    kind = bytes.loadUnaligned(as: UInt32.self)
    flags = bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
    size = Int(bytes.loadUnaligned(fromByteOffset: 6, as: UInt16.self))
    guard size >= Self.size, size <= bytes.count else { return nil }
  }
}

/// A thread got or lost a processor.
struct PerfSwitch: Equatable {
  var processID: Int32
  var threadID: Int32
  var time: UInt64
  var isIn: Bool
  /// It lost the processor although it had more to do.
  var isPreempted: Bool

  /// nil when `bytes` are not such a record.
  init?(_ bytes: UnsafeRawBufferPointer) {
    // Everything but the header is what all records end with: process, thread, time, processor.
    guard let head = PerfHeader(bytes), head.kind == PERF_RECORD_SWITCH.rawValue, let ids = bytes.pair(at: 8),
      let time = bytes.word(at: 16, before: bytes.count)
    else { return nil }
    (processID, threadID) = ids
    self.time = time
    isIn = head.flags & UInt16(PERF_RECORD_MISC_SWITCH_OUT) == 0
    isPreempted = head.flags & UInt16(PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0
  }
}

extension UnsafeRawBufferPointer {
  /// The word at `offset`; nil when it does not end before `end`.
  @inline(__always)
  func word(at offset: Int, before end: Int) -> UInt64? {
    guard offset >= 0, end <= count, offset <= end - 8 else { return nil }
    return loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Two numbers of 32 bits, as process and thread are written.
  func pair(at offset: Int) -> (Int32, Int32)? {
    guard offset >= 0, offset <= count - 8 else { return nil }
    return (loadUnaligned(fromByteOffset: offset, as: Int32.self), loadUnaligned(fromByteOffset: offset + 4, as: Int32.self))
  }
}
