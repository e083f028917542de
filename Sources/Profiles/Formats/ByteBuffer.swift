/// A growing run of bytes that is written in order; the output side of every format.
///
/// - Complexity: amortised constant time per byte; memory at most twice what was written.
struct ByteBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  func array() -> [UInt8] { Array(bytes) }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count += 1
  }

  mutating func append(_ other: UnsafeBufferPointer<UInt8>) {
    guard let start = other.baseAddress, other.count > 0 else { return }
    reserve(other.count)
    (base + count).update(from: start, count: other.count)
    count += other.count
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Appends a protobuf varint: seven bits per byte, least significant first.
  @inline(__always)
  mutating func appendVarint(_ value: UInt64) {
    reserve(10)
    var value = value
    while value >= 0x80 {
      base[count] = UInt8(truncatingIfNeeded: value) | 0x80
      count += 1
      value >>= 7
    }
    base[count] = UInt8(truncatingIfNeeded: value)
    count += 1
  }

  /// Appends `value` in decimal.
  mutating func append(decimal value: Int64) {
    var magnitude = value.magnitude
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = 20
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
        magnitude /= 10
      } while magnitude > 0
      if value < 0 { append(UInt8(ascii: "-")) }
      append(UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }

  @inline(__always)
  private mutating func reserve(_ extra: Int) { if count + extra > capacity { grow(to: count + extra) } }

  @inline(never)
  private mutating func grow(to needed: Int) {
    let larger = max(needed, capacity * 2)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.moveInitialize(from: base, count: count)
    base.deallocate()
    base = moved
    capacity = larger
  }
}
