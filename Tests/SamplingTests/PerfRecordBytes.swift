import CLinux

@testable import Sampling

/// Records as the kernel writes them into a ring of `perf_event_open(2)`.
enum PerfRecordBytes {
  /// A sample of a 64 bit program.
  static func sample(
    processID: Int32 = 7, threadID: Int32 = 8, time: UInt64 = 99, period: UInt64 = 1_000, chain: [UInt64] = [], abi: UInt64 = 2,
    registers: [UInt64] = Array(100..<120), stack: [UInt64] = [1, 2, 3, 4], filled: UInt64 = 24
  ) -> [UInt64] {
    var words: [UInt64] = [0x4000, pair(processID, threadID), time, 1, period, UInt64(chain.count)] + chain + [abi]
    if abi != 0 { words += registers }
    words += [UInt64(stack.count * 8)] + stack
    if !stack.isEmpty { words.append(filled) }
    return record(PERF_RECORD_SAMPLE.rawValue, words)
  }

  /// Any other record: its own words and what all of them end with.
  static func other(_ kind: UInt32, _ words: [UInt64], flags: UInt16 = 0, processID: Int32 = 7, threadID: Int32 = 8, time: UInt64 = 99) -> [UInt64] {
    record(kind, words + [pair(processID, threadID), time, 1], flags: flags)
  }

  static func pair(_ first: Int32, _ second: Int32) -> UInt64 { UInt64(UInt32(bitPattern: first)) | UInt64(UInt32(bitPattern: second)) << 32 }

  private static func record(_ kind: UInt32, _ words: [UInt64], flags: UInt16 = 0) -> [UInt64] {
    [UInt64(kind) | UInt64(flags) << 32 | UInt64(words.count + 1) << 51] + words
  }

  /// One of each kind that is read, whole.
  static let all: [[UInt64]] = [
    sample(chain: [UInt64(bitPattern: -128), 5, 6]),
    other(PERF_RECORD_LOST.rawValue, [1, 17]),
    other(PERF_RECORD_LOST_SAMPLES.rawValue, [17]),
    other(PERF_RECORD_MMAP.rawValue, [pair(7, 8), 0x1000, 0x2000, 0, 0x61]),
    other(PERF_RECORD_MMAP2.rawValue, [pair(7, 8), 0x1000, 0x2000, 0, 0, 0, 0, 0, 0x61]),
    other(PERF_RECORD_COMM.rawValue, [pair(7, 8), 0x6362_61], flags: 1 << 13),
    other(PERF_RECORD_FORK.rawValue, [pair(9, 7), pair(9, 8), 99]),
    other(PERF_RECORD_EXIT.rawValue, [pair(9, 7), pair(9, 8), 99]),
    other(PERF_RECORD_SWITCH.rawValue, [], flags: 3 << 13),
    other(PERF_RECORD_THROTTLE.rawValue, [1, 2, 3]),
  ]
}

/// A ring in this process's own memory, filled by the test as the kernel fills one.
final class FakeRing {
  let page = UnsafeMutablePointer<perf_event_mmap_page>.allocate(capacity: 1)
  let data: UnsafeMutableRawBufferPointer
  private(set) var ring: PerfRing
  private let scratch: UnsafeMutableRawBufferPointer

  /// - Parameter start: The position at which the first record will lie.
  init(size: Int, start: UInt64 = 0) {
    page.initialize(to: perf_event_mmap_page())
    page.pointee.data_head = start
    page.pointee.data_tail = start
    data = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
    data.initializeMemory(as: UInt8.self, repeating: 0xee)
    scratch = PerfRing.makeScratch()
    ring = PerfRing(page: page, data: UnsafeRawBufferPointer(data), scratch: scratch)
  }

  deinit {
    scratch.deallocate()
    data.deallocate()
    page.deallocate()
  }

  func write(_ words: [UInt64]) {
    for word in words {
      let place = Int(page.pointee.data_head % UInt64(data.count))
      data.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
      page.pointee.data_head += 8
    }
  }

  /// The next record, given back.
  func next() -> [UInt64]? {
    guard let bytes = ring.next(head: ring.head) else { return nil }
    let words = Array(bytes.bindMemory(to: UInt64.self))
    ring.release(to: ring.tail + UInt64(bytes.count))
    return words
  }
}
