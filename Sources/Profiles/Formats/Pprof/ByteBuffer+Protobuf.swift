extension ByteBuffer {
  /// Appends a varint field, unless it has protobuf's default value 0.
  @inline(__always)
  mutating func appendField(_ field: Int, _ value: UInt64) { if value != 0 { appendFieldAlways(field, value) } }

  @inline(__always)
  mutating func appendField(_ field: Int, _ value: Int64) { appendField(field, UInt64(bitPattern: value)) }

  /// Appends a varint field even when its value is 0.
  @inline(__always)
  mutating func appendFieldAlways(_ field: Int, _ value: UInt64) {
    appendVarint(UInt64(field) << 3)
    appendVarint(value)
  }

  /// Appends a length-delimited field: text, a packed list or a message.
  mutating func appendField(_ field: Int, bytes: UnsafeBufferPointer<UInt8>) {
    appendVarint(UInt64(field) << 3 | 2)
    appendVarint(UInt64(bytes.count))
    append(bytes)
  }

  mutating func appendField(_ field: Int, text: String) {
    var text = text
    text.withUTF8 { appendField(field, bytes: $0) }
  }
}
