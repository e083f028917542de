/// Why protobuf bytes could not be read; small, so that throwing it costs nothing on hot paths.
struct ProtobufError: Error {
  enum Kind { case truncated, damaged }

  var kind: Kind
  /// Offset in the whole message.
  var offset: Int
}

/// Reads the fields of one protobuf message, in place: <https://protobuf.dev/programming-guides/encoding/>.
///
/// Every read is checked against the end of the message; no length is believed before it was compared with what is there.
struct ProtobufReader {
  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case startGroup = 3
    case endGroup = 4
    case fixed32 = 5
  }

  let input: UnsafeRawBufferPointer
  private(set) var position: Int
  let end: Int
  /// Of the field read last.
  private(set) var field = 0
  private(set) var wireType = WireType.varint

  init(_ input: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.input = input
    position = range.lowerBound
    end = range.upperBound
  }

  /// Moves to the next field and reads its tag; false at the end of the message.
  @inline(__always)
  mutating func next() throws(ProtobufError) -> Bool {
    guard position < end else { return false }
    let start = position
    let tag = try varint()
    guard let type = WireType(rawValue: UInt8(tag & 7)), tag >> 3 > 0, tag >> 3 < 1 << 29 else {
      throw ProtobufError(kind: .damaged, offset: start)
    }
    field = Int(tag >> 3)
    wireType = type
    return true
  }

  @inline(__always)
  mutating func varint() throws(ProtobufError) -> UInt64 {
    guard position < end else { throw exhausted }
    let first = input[position]
    position += 1
    if first < 0x80 { return UInt64(first) }
    return try longVarint(first)
  }

  private mutating func longVarint(_ first: UInt8) throws(ProtobufError) -> UInt64 {
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while shift < 70 {
      guard position < end else { throw exhausted }
      let byte = input[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw ProtobufError(kind: .damaged, offset: position)
  }

  /// The value of a varint field; a field of another type is an error.
  @inline(__always)
  mutating func number() throws(ProtobufError) -> UInt64 {
    guard wireType == .varint else { throw ProtobufError(kind: .damaged, offset: position) }
    return try varint()
  }

  /// Where the contents of a length-delimited field lie.
  @inline(__always)
  mutating func bytes() throws(ProtobufError) -> Range<Int> {
    guard wireType == .bytes else { throw ProtobufError(kind: .damaged, offset: position) }
    let length = try varint()
    guard length <= UInt64(end - position) else { throw exhausted }
    let start = position
    position += Int(length)
    return start..<position
  }

  mutating func message() throws(ProtobufError) -> ProtobufReader { ProtobufReader(input, try bytes()) }

  mutating func text() throws(ProtobufError) -> String { String(decoding: input[try bytes()], as: UTF8.self) }

  mutating func skip() throws(ProtobufError) {
    switch wireType {
    case .varint: _ = try varint()
    case .bytes: _ = try bytes()
    case .fixed64: try advance(8)
    case .fixed32: try advance(4)
    case .startGroup, .endGroup: throw ProtobufError(kind: .damaged, offset: position)
    }
  }

  private mutating func advance(_ count: Int) throws(ProtobufError) {
    guard count <= end - position else { throw exhausted }
    position += count
  }

  /// Running past the end of the whole input means that it was cut; past the end of a message inside it, that a length is wrong.
  private var exhausted: ProtobufError { ProtobufError(kind: end == input.count ? .truncated : .damaged, offset: position) }
}
