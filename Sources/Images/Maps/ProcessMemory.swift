import CLinux

/// The memory of another process, read with `process_vm_readv`.
public struct ProcessMemory: Sendable {
  public let processID: Int32

  public init(processID: Int32) { self.processID = processID }

  /// The word at `address`; nil when it cannot be read.
  public func word(at address: UInt64) -> UInt64? {
    var word: UInt64 = 0
    return headroom_process_read(processID, address, &word, 8) == 8 ? word : nil
  }

  /// Two words from `address`.
  public func pair(at address: UInt64) -> (UInt64, UInt64)? {
    var pair: (UInt64, UInt64) = (0, 0)
    return headroom_process_read(processID, address, &pair, 16) == 16 ? pair : nil
  }

  /// Fills `buffer` from `address`; returns how many bytes could be read.
  public func read(at address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    max(0, headroom_process_read(processID, address, buffer.baseAddress, buffer.count))
  }

  /// So many bytes from `address`; nil when not all of them can be read.
  public func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      got = read(at: address, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = got
    }
    return got == count ? bytes : nil
  }
}
