/// Reads JSON from bytes, byte by byte; whatever they are, it returns a value or throws.
struct JSONParser {
  /// Brackets within one another; the stack of the process would not bear any number of them.
  static let depthLimit = 200

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(FormatError) -> JSONValue {
    // A byte order mark says nothing that UTF-8 does not.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw damaged("something follows the end of the document") }
    return value
  }

  private mutating func value(depth: Int) throws(FormatError) -> JSONValue {
    guard depth < Self.depthLimit else { throw damaged("more than \(Self.depthLimit) brackets are open") }
    switch try peek() {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw damaged("no value begins like this")
    }
  }

  private mutating func object(depth: Int) throws(FormatError) -> JSONObject {
    position += 1
    var members = JSONObject()
    skipSpace()
    if try peek() == UInt8(ascii: "}") {
      position += 1
      return members
    }
    while true {
      skipSpace()
      guard try peek() == UInt8(ascii: "\"") else { throw damaged("a key has to stand here") }
      let key = try string()
      skipSpace()
      guard try peek() == UInt8(ascii: ":") else { throw damaged("a colon has to follow the key") }
      position += 1
      skipSpace()
      guard members.add(key, try value(depth: depth + 1)) else { throw damaged("a key stands twice in an object") }
      if try endsList(with: UInt8(ascii: "}")) { return members }
    }
  }

  private mutating func array(depth: Int) throws(FormatError) -> [JSONValue] {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if try peek() == UInt8(ascii: "]") {
      position += 1
      return values
    }
    while true {
      skipSpace()
      values.append(try value(depth: depth + 1))
      if try endsList(with: UInt8(ascii: "]")) { return values }
    }
  }

  /// Whether the bracket that ends a list stands here; else a comma has to.
  private mutating func endsList(with bracket: UInt8) throws(FormatError) -> Bool {
    skipSpace()
    let byte = try peek()
    guard byte == bracket || byte == UInt8(ascii: ",") else { throw damaged("a comma or a closing bracket has to stand here") }
    position += 1
    return byte == bracket
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(FormatError) -> JSONValue {
    for index in 0..<word.utf8CodeUnitCount {
      guard try peek() == word.utf8Start[index] else { throw damaged("no value begins like this") }
      position += 1
    }
    return value
  }

  // MARK: Numbers

  private mutating func number() throws(FormatError) -> Double {
    let start = position
    if try peek() == UInt8(ascii: "-") { position += 1 }
    // A zero stands alone before the point.
    if try peek() == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      let sign = try peek()
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
      throw damaged("the number before it is too large")
    }
    return number
  }

  private mutating func digits() throws(FormatError) {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(try peek()) else { throw damaged("a digit has to stand here") }
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
  }

  // MARK: Strings

  private mutating func string() throws(FormatError) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 {
        position += 1
      }
      text.append(contentsOf: bytes[start..<position])
      switch try peek() {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw damaged("the string before it is no UTF-8") }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        position += 1
        try escape(&text)
      default: throw damaged("a control character stands in a string")
      }
    }
  }

  private mutating func escape(_ text: inout [UInt8]) throws(FormatError) {
    let byte = try peek()
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xd800..<0xdc00).contains(code) {
        guard try peek() == UInt8(ascii: "\\") else { throw damaged("half a surrogate pair stands before it") }
        position += 1
        guard try peek() == UInt8(ascii: "u") else { throw damaged("half a surrogate pair stands before it") }
        position += 1
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low) else { throw damaged("half a surrogate pair stands before it") }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw damaged("half a surrogate pair stands before it") }
      text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    default: throw damaged("no escape is written like this")
    }
  }

  private mutating func hexadecimal() throws(FormatError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let byte = try peek()
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw damaged("four hexadecimal digits have to follow \\u")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  // MARK: Bytes

  private func peek() throws(FormatError) -> UInt8 {
    guard position < bytes.count else { throw .cutOff("JSON", at: position) }
    return bytes[position]
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
      default: return
      }
    }
  }

  private func damaged(_ detail: String) -> FormatError { .damaged("JSON", "\(detail), at byte \(position)") }
}
