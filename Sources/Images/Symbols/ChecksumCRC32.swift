import Glibc

/// The CRC-32 of IEEE 802.3 (reflected polynomial 0xEDB88320), which `.gnu_debuglink` records of a debug file.
struct ChecksumCRC32 {
  private var state: UInt32 = 0xffff_ffff

  var value: UInt32 { ~state }

  /// Takes eight bytes at a time with eight tables ("slicing by 8", Kounavis and Berry 2005).
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var crc = state
    Self.tables.withUnsafeBufferPointer { table in
      var offset = 0
      while offset &+ 8 <= bytes.count {
        let low = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) ^ crc
        let high = bytes.loadUnaligned(fromByteOffset: offset &+ 4, as: UInt32.self)
        crc =
          table[1792 + Int(low & 255)] ^ table[1536 + Int(low >> 8 & 255)] ^ table[1280 + Int(low >> 16 & 255)]
          ^ table[1024 + Int(low >> 24)] ^ table[768 + Int(high & 255)] ^ table[512 + Int(high >> 8 & 255)]
          ^ table[256 + Int(high >> 16 & 255)] ^ table[Int(high >> 24)]
        offset &+= 8
      }
      while offset < bytes.count {
        crc = crc >> 8 ^ table[Int((crc ^ UInt32(bytes[offset])) & 255)]
        offset &+= 1
      }
    }
    state = crc
  }

  /// The checksum of a whole file; nil when it cannot be read.
  static func ofFile(_ path: String) -> UInt32? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var checksum = ChecksumCRC32()
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return checksum.value }
      checksum.update(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
    }
  }

  /// Table k, entry i: the checksum of byte i followed by k zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for index in 0..<256 {
      var crc = UInt32(index)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
      tables[index] = crc
    }
    for index in 256..<2048 { tables[index] = tables[index - 256] >> 8 ^ tables[Int(tables[index - 256] & 255)] }
    return tables
  }()
}
