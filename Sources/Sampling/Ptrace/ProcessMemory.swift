import CLinux

/// The memory of another process, read with `process_vm_readv`.
struct ProcessMemory {
  let processID: Int32

  /// The word at `address`; nil when it cannot be read.
  func word(at address: UInt64) -> UInt64? {
    var word: UInt64 = 0
    return headroom_process_read(processID, address, &word, 8) == 8 ? word : nil
  }

  /// Two words from `address`.
  func pair(at address: UInt64) -> (UInt64, UInt64)? {
    var pair: (UInt64, UInt64) = (0, 0)
    return headroom_process_read(processID, address, &pair, 16) == 16 ? pair : nil
  }

  /// Fills `buffer` from `address`; returns how many bytes could be read.
  func read(at address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    max(0, headroom_process_read(processID, address, buffer.baseAddress, buffer.count))
  }
}
