import CLinux
import Glibc

/// A ring into which the kernel writes records (`perf_event_open(2)`, "MMAP layout"), read by one thread.
///
/// A record that wraps around the ring's end is copied; all others are read where they lie.
struct PerfRing {
  /// A record is at most so long: its size is a number of 16 bits.
  private static let longestRecord = 1 << 16

  private let page: UnsafeMutablePointer<perf_event_mmap_page>
  private let data: UnsafeRawBufferPointer
  private let scratch: UnsafeMutableRawBufferPointer
  private let mapping: UnsafeMutableRawBufferPointer?
  /// Everything before it has been given back.
  private(set) var tail: UInt64
  /// How often something was there that is no record; all that followed it was given up.
  private(set) var damages: UInt64 = 0

  /// Reads from memory that looks as the kernel's. `data` has a power of two of bytes.
  ///
  /// - Parameter scratch: Where records that wrap are copied to, from `makeScratch()`.
  init(
    page: UnsafeMutablePointer<perf_event_mmap_page>, data: UnsafeRawBufferPointer, scratch: UnsafeMutableRawBufferPointer,
    mapping: UnsafeMutableRawBufferPointer? = nil
  ) {
    self.page = page
    self.data = data
    self.mapping = mapping
    self.scratch = scratch
    tail = page.pointee.data_tail
  }

  /// Room for the longest record; the caller deallocates it.
  static func makeScratch() -> UnsafeMutableRawBufferPointer { .allocate(byteCount: longestRecord, alignment: 8) }

  /// Maps the ring of an event; nil (and errno) when the kernel does not give so much memory.
  init?(_ descriptor: Int32, dataSize: Int, scratch: UnsafeMutableRawBufferPointer) {
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    let size = dataSize + pageSize
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), start != MAP_FAILED else { return nil }
    let page = start.assumingMemoryBound(to: perf_event_mmap_page.self)
    // Kernels before 4.1 leave the offset 0.
    let offset = page.pointee.data_offset == 0 ? pageSize : Int(clamping: page.pointee.data_offset)
    guard offset < size, dataSize & (dataSize - 1) == 0, offset + dataSize <= size else {
      munmap(start, size)
      return nil
    }
    self.init(
      page: page, data: UnsafeRawBufferPointer(start: start + offset, count: dataSize), scratch: scratch,
      mapping: UnsafeMutableRawBufferPointer(start: start, count: size))
  }

  /// The same ring for another thread, which reads ahead and gives nothing back.
  func view(scratch: UnsafeMutableRawBufferPointer) -> PerfRing { PerfRing(page: page, data: data, scratch: scratch) }

  /// Where the oldest record is that was not given back.
  var oldest: UInt64 { page.pointee.data_tail }

  /// True when what was at `position` is still there, and nothing after it can have been dropped for want of room.
  func holds(_ position: UInt64, head: UInt64) -> Bool {
    let margin = min(Self.longestRecord, data.count / 4)
    return head &- position <= UInt64(data.count - margin) && head &- oldest <= UInt64(data.count - margin)
  }

  func unmap() {
    if let mapping { munmap(mapping.baseAddress, mapping.count) }
  }

  var size: Int { data.count }

  /// The end of what the kernel has written up to now.
  var head: UInt64 { headroom_ring_head(page) }

  /// The record at `position`, before `head`; nil when there is none. Valid until the next call and until it is given back.
  func record(at position: UInt64, head: UInt64) -> UnsafeRawBufferPointer? {
    let available = head &- position
    guard available >= UInt64(PerfHeader.size), available <= UInt64(data.count), position % 8 == 0 else { return nil }
    let start = Int(position & UInt64(data.count - 1))
    guard start <= data.count - PerfHeader.size else { return nil }
    let size = Int(data.loadUnaligned(fromByteOffset: start + 6, as: UInt16.self))
    guard size >= PerfHeader.size, size % 8 == 0, UInt64(size) <= available else { return nil }
    if start + size <= data.count { return UnsafeRawBufferPointer(rebasing: data[start..<(start + size)]) }
    let first = data.count - start
    scratch.copyMemory(from: UnsafeRawBufferPointer(rebasing: data[start...]))
    UnsafeMutableRawBufferPointer(rebasing: scratch[first...]).copyMemory(from: UnsafeRawBufferPointer(rebasing: data[..<(size - first)]))
    return UnsafeRawBufferPointer(rebasing: scratch[..<size])
  }

  /// The first record that was not given back.
  mutating func next(head: UInt64) -> UnsafeRawBufferPointer? {
    guard head != tail else { return nil }
    if let record = record(at: tail, head: head) { return record }
    damages += 1
    release(to: head)
    return nil
  }

  /// Gives everything before `position` back to the kernel.
  mutating func release(to position: UInt64) {
    tail = position
    headroom_ring_release(page, position)
  }
}
