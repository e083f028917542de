import Glibc
import Images

/// Finds Swift tasks in a process's memory by the word that every task begins with.
struct HeapScan {
  /// More tasks than this are not looked for.
  static let taskLimit = 200_000
  private static let chunk = 1 << 20
  private static let page = 4096

  private(set) var addresses: [UInt64] = []
  /// Bytes that were looked at.
  private(set) var scanned: UInt64 = 0
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: HeapScan.chunk, alignment: 4096)
  private var present = [UInt64](repeating: 0, count: HeapScan.chunk / HeapScan.page)

  /// Memory of a process that is not a file's, in bytes: about as much will be looked at.
  static func anonymousSize(processID: Int32) -> UInt64 {
    let pages = ProcFile.line("/proc/\(processID)/statm").split(separator: " ").compactMap { UInt64($0) }
    return pages.count > 2 ? (pages[1] &- min(pages[1], pages[2])) &* UInt64(page) : 0
  }

  /// The addresses in memory that is neither a file's nor the first thread's stack at which `metadata` stands.
  ///
  /// - Parameter progress: Called with the bytes looked at so far, now and then.
  static func find(_ metadata: UInt64, processID: Int32, in map: [MapEntry], progress: (UInt64) -> Void) -> HeapScan {
    var scan = HeapScan()
    defer { scan.buffer.deallocate() }
    let memory = ProcessMemory(processID: processID)
    let pages = open("/proc/\(processID)/pagemap", O_RDONLY | O_CLOEXEC)
    defer { if pages >= 0 { close(pages) } }
    for entry in map where entry.isReadable && entry.isWritable && entry.inode == 0 && !entry.path.hasPrefix("[stack") {
      var address = entry.start
      while address < entry.end {
        let count = Int(min(UInt64(chunk), entry.end - address))
        if scan.hasContent(address, count, pages) { scan.read(memory, address, count, metadata) }
        guard scan.addresses.count < taskLimit else { return scan }
        progress(scan.scanned)
        address += UInt64(count)
      }
    }
    return scan
  }

  /// True when some page of the range is in memory or swapped out (bits 63 and 62 of its word, `proc_pid_pagemap(5)`): a page that was never
  /// touched must not come into being because somebody looks.
  private mutating func hasContent(_ address: UInt64, _ count: Int, _ pages: Int32) -> Bool {
    guard pages >= 0 else { return true }
    let wanted = (count + Self.page - 1) / Self.page * 8
    let got = present.withUnsafeMutableBytes { pread(pages, $0.baseAddress, wanted, Int(address / UInt64(Self.page)) * 8) }
    guard got == wanted else { return true }
    for index in 0..<wanted / 8 where present[index] >> 62 != 0 { return true }
    return false
  }

  private mutating func read(_ memory: ProcessMemory, _ address: UInt64, _ count: Int, _ metadata: UInt64) {
    let got = memory.read(at: address, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    scanned &+= UInt64(got)
    let words = UnsafeRawBufferPointer(rebasing: buffer[..<(got & ~7)]).bindMemory(to: UInt64.self)
    for index in words.indices where words[index] == metadata { addresses.append(address &+ UInt64(index * 8)) }
  }
}
