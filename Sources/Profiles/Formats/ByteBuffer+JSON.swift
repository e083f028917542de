extension ByteBuffer {
  /// Appends `text` as a JSON string: <https://www.rfc-editor.org/rfc/rfc8259#section-7>.
  mutating func appendJSON(_ text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case ..<0x20:
        append("\\u00")
        append(UInt8(ascii: "0") + byte >> 4)
        append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + (byte & 15) - 10)
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }
}
