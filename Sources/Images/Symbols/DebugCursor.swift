/// Reads little-endian numbers from debug information without ever leaving its bytes.
///
/// Reading past the end gives 0 and sets `hasFailed`; the offset then stays at the end, so loops bounded by it stop.
struct DebugCursor {
  let bytes: UnsafeRawBufferPointer
  var offset: Int
  /// Where this unit of data ends; at most `bytes.count`.
  let end: Int
  private(set) var hasFailed = false

  init(_ bytes: UnsafeRawBufferPointer, offset: Int, end: Int? = nil) {
    self.bytes = bytes
    self.end = min(bytes.count, max(0, end ?? bytes.count))
    self.offset = offset
    if offset < 0 || offset > self.end {
      self.offset = self.end
      hasFailed = true
    }
  }

  var isAtEnd: Bool { offset >= end }

  @inline(__always)
  mutating func skip(_ count: Int) {
    if count >= 0, count <= end &- offset { offset &+= count } else { fail() }
  }

  private mutating func fail() {
    offset = end
    hasFailed = true
  }

  @inline(__always)
  mutating func byte() -> UInt8 {
    guard offset < end else {
      fail()
      return 0
    }
    let value = bytes[offset]
    offset &+= 1
    return value
  }

  /// An unsigned number of 1 to 8 bytes.
  @inline(__always)
  mutating func unsigned(size: Int) -> UInt64 {
    guard size <= end &- offset else {
      fail()
      return 0
    }
    defer { offset &+= size }
    switch size {
    case 1: return UInt64(bytes[offset])
    case 2: return UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    case 4: return UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    case 8: return bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    default:
      var value: UInt64 = 0
      for index in 0..<min(size, 8) { value |= UInt64(bytes[offset &+ index]) << UInt64(8 &* index) }
      return value
    }
  }

  /// An unsigned LEB128 number; bits beyond the 64th are dropped.
  @inline(__always)
  mutating func unsignedLEB() -> UInt64 {
    let first = byte()
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while true {
      let next = byte()
      if shift < 64 { value |= UInt64(next & 0x7f) << shift }
      if next < 0x80 { return value }
      shift &+= 7
    }
  }

  /// A signed LEB128 number.
  mutating func signedLEB() -> Int64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = byte()
      if shift < 64 { value |= UInt64(next & 0x7f) << shift }
      shift &+= 7
      if next < 0x80 {
        if next & 0x40 != 0, shift < 64 { value |= ~0 << shift }
        return Int64(bitPattern: value)
      }
    }
  }

  @inline(__always)
  mutating func skipLEB() {
    while offset < end {
      let next = bytes[offset]
      offset &+= 1
      if next < 0x80 { return }
    }
    fail()
  }

  /// Skips a string with its terminating zero.
  mutating func skipString() {
    while offset < end {
      offset &+= 1
      if bytes[offset &- 1] == 0 { return }
    }
    fail()
  }
}
