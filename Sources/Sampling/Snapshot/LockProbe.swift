import Images
import Profiles

/// What stands in memory around the address a thread waits on, read while it is stopped.
struct LockProbe: Equatable {
  /// A dispatch queue that a thread waits for in `DispatchQueue.sync`.
  struct Queue: Equatable {
    var address: UInt64
    var owner: Int32
    var label: String
  }

  var address: UInt64
  /// The word the thread waits on, and the four bytes eight further: there a mutex of the C library has its owner.
  var word: UInt32 = 0
  var mutexOwner: Int32 = 0
  /// Where a read-write lock of the C library is, and the thread that writes, if the address belongs to one.
  var readWriteLock: UInt64 = 0
  var writer: Int32 = 0
  var queue: Queue?

  /// Reads the memory around the `futex` argument of a thread.
  init(_ address: UInt64, threadID: Int32, _ memory: ProcessMemory) {
    self.address = address
    guard let (first, second) = memory.pair(at: address) else { return }
    word = UInt32(truncatingIfNeeded: first)
    mutexOwner = Int32(truncatingIfNeeded: second)
    // glibc, `struct __pthread_rwlock_arch_t`: waiters sleep on the third or the fourth word of four bytes; the writer is in the seventh.
    readWriteLock = address &- (address & 7 == 4 ? 12 : 8)
    writer = Int32(truncatingIfNeeded: memory.word(at: readWriteLock &+ 24) ?? 0)
    // libdispatch, `struct dispatch_thread_event_s`: the waiter's number follows the word.
    if Int32(truncatingIfNeeded: first >> 32) == threadID { queue = Self.queue(event: address, memory) }
  }

  init(address: UInt64) { self.address = address }

  /// The queue whose record of a waiter holds an event. Source: `struct dispatch_sync_context_s` and `struct dispatch_lane_s` of
  /// swift-corelibs-libdispatch; checked against running programs.
  private static func queue(event: UInt64, _ memory: ProcessMemory) -> Queue? {
    let record = event &- 96
    // The record's context is the record itself, or it is not one; the queue follows it but one.
    guard memory.word(at: record &+ 40) == record, let queue = memory.word(at: record &+ 56), queue != 0, queue & 7 == 0,
      let state = memory.word(at: queue &+ 56)
    else { return nil }
    let label = memory.word(at: queue &+ 72).flatMap { memory.text(at: $0) } ?? ""
    return Queue(address: queue, owner: Int32(state & UInt64(ownerMask)), label: label)
  }

  /// The bits of a lock's word that hold a thread (FUTEX_TID_MASK).
  static let ownerMask: UInt32 = 0x3fff_ffff
}

extension ProcessMemory {
  /// The text at an address up to its zero byte, at most 255 bytes; nil when it cannot be read, is empty or no UTF-8.
  func text(at address: UInt64) -> String? {
    let limit = 256
    // A text at the end of a page must not fail because of what lies behind it.
    let room = min(limit, 4096 - Int(address & 4095))
    guard var bytes = bytes(at: address, count: room) else { return nil }
    if !bytes.contains(0), room < limit { bytes += self.bytes(at: address &+ UInt64(room), count: limit - room) ?? [] }
    guard let end = bytes.firstIndex(of: 0), end > 0 else { return nil }
    return String(validating: bytes[..<end], as: UTF8.self)
  }
}
