import CZlib

/// Gzip in memory, through zlib.
public enum Gzip {
  /// The most an input may unpack to: protects against files made to fill the memory. A million samples take about 0.1 GiB.
  static let unpackedLimit = 1 << 30

  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b }

  /// What is packed: columns of small numbers repeat themselves less than texts do, and are told to zlib as what it calls filtered.
  public enum Content: Sendable {
    case ordinary, smallNumbers

    fileprivate var strategy: Int32 { self == .smallNumbers ? Z_FILTERED : Z_DEFAULT_STRATEGY }
  }

  /// The gzip file of `input`; the same input always makes the same bytes.
  ///
  /// - Throws: When there is no memory left.
  public static func compress(_ input: [UInt8], _ content: Content = .ordinary) throws(FormatError) -> [UInt8] {
    let packed = input.withUnsafeBufferPointer { input in Result { () throws(FormatError) in try compress(input, content) } }
    return try packed.get()
  }

  /// The gzip file of `input`; the same input always makes the same bytes.
  static func compress(_ input: UnsafeBufferPointer<UInt8>, _ content: Content = .ordinary) throws(FormatError) -> [UInt8] {
    var stream = z_stream()
    guard headroom_deflate_init_gzip(&stream, compressionLevel, content.strategy) == Z_OK else { throw outOfMemory }
    defer { deflateEnd(&stream) }
    var output = ByteBuffer(capacity: input.count / 4)
    let finished = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk) { space in
      feed(&stream, input) { stream, flush in
        repeat {
          stream.next_out = space.baseAddress
          stream.avail_out = UInt32(chunk)
          let status = deflate(&stream, flush ? Z_FINISH : Z_NO_FLUSH)
          guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return false }
          output.append(UnsafeBufferPointer(rebasing: space[..<(chunk - Int(stream.avail_out))]))
        } while stream.avail_out == 0
        return true
      }
    }
    guard finished else { throw outOfMemory }
    return output.array()
  }

  /// The bytes that the gzip file `input` holds; several members one after the other are joined.
  static func decompress(_ input: [UInt8], limit: Int = unpackedLimit) throws(FormatError) -> ByteBuffer {
    var stream = z_stream()
    guard headroom_inflate_init_gzip(&stream) == Z_OK else { throw outOfMemory }
    defer { inflateEnd(&stream) }
    var output = ByteBuffer(capacity: min(limit, input.count * 4))
    let failure: FormatError? = input.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk) { inflateAll(&stream, bytes, $0, limit: limit, into: &output) }
    }
    if let failure { throw failure }
    return output
  }

  /// The first `count` bytes, or fewer, that the gzip file `input` holds; none when it is damaged at once.
  static func beginning(of input: [UInt8], count: Int) -> [UInt8] {
    var stream = z_stream()
    guard headroom_inflate_init_gzip(&stream) == Z_OK else { return [] }
    defer { inflateEnd(&stream) }
    return input.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
        stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        // Enough for any compressor that means to make files smaller.
        stream.avail_in = UInt32(min(bytes.count, 1 << 20))
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(count)
        _ = inflate(&stream, Z_SYNC_FLUSH)
        initialized = count - Int(stream.avail_out)
      }
    }
  }

  private static let chunk = 1 << 16
  /// Level 6 halves the file of level 1 on stacks; higher levels cost much time for a few per cent.
  private static let compressionLevel: Int32 = 6
  private static let outOfMemory = FormatError(.tooLarge, "zlib has no memory left", remedy: "free some memory and try again")

  /// Hands `input` to the stream in pieces that its 32-bit counter can hold; `step` is told when it is the last.
  private static func feed(_ stream: inout z_stream, _ input: UnsafeBufferPointer<UInt8>, step: (inout z_stream, Bool) -> Bool) -> Bool {
    var position = 0
    repeat {
      let length = min(input.count - position, 1 << 30)
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
      stream.avail_in = UInt32(length)
      position += length
      guard step(&stream, position == input.count) else { return false }
    } while position < input.count
    return true
  }

  private static func inflateAll(
    _ stream: inout z_stream, _ input: UnsafeBufferPointer<UInt8>, _ space: UnsafeMutableBufferPointer<UInt8>, limit: Int,
    into output: inout ByteBuffer
  ) -> FormatError? {
    var position = 0
    while true {
      let length = min(input.count - position, 1 << 30)
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
      stream.avail_in = UInt32(length)
      stream.next_out = space.baseAddress
      stream.avail_out = UInt32(chunk)
      let status = inflate(&stream, Z_NO_FLUSH)
      position += length - Int(stream.avail_in)
      let made = chunk - Int(stream.avail_out)
      guard output.count + made <= limit else {
        return FormatError(
          .tooLarge, "the gzip file unpacks to more than \(limit) bytes", remedy: "record for a shorter time or at a lower frequency")
      }
      output.append(UnsafeBufferPointer(rebasing: space[..<made]))
      switch status {
      case Z_STREAM_END:
        // Another member may follow; anything else is padding.
        guard position + 1 < input.count, input[position] == 0x1f, input[position + 1] == 0x8b else { return nil }
        inflateReset(&stream)
      case Z_OK: if made == 0, position == input.count { return .cutOff("gzip file", at: input.count) }
      case Z_BUF_ERROR: return .cutOff("gzip file", at: input.count)
      case Z_MEM_ERROR: return outOfMemory
      default: return .damaged("gzip file", "wrong data at byte \(position)")
      }
    }
  }
}
