/// Writes JSON (RFC 8259) piece by piece.
public struct JSONWriter: Sendable {
  private var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// What was written so far, as UTF-8.
  public var utf8: [UInt8] { bytes }

  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    open("{")
    body(&self)
    close("}")
  }

  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    open("[")
    body(&self)
    close("]")
  }

  public mutating func key(_ name: String) {
    value(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  public mutating func field(_ name: String, _ value: String) {
    key(name)
    self.value(value)
  }

  public mutating func field(_ name: String, _ value: some BinaryInteger) {
    key(name)
    self.value(value)
  }

  /// - Parameter value: A finite number, written to three decimals.
  public mutating func field(_ name: String, _ value: Double) {
    key(name)
    self.value(value)
  }

  /// - Parameter number: A finite number, written to three decimals.
  public mutating func value(_ number: Double) {
    separate()
    let rounded = (number * 1000).rounded() / 1000
    bytes.append(contentsOf: (rounded.isFinite ? rounded : number.isFinite ? number : 0).description.utf8)
    needsComma = true
  }

  /// A number with all its digits; `null` for none and for what is not finite.
  public mutating func field(_ name: String, precise value: Double?) {
    key(name)
    self.value(precise: value)
  }

  public mutating func value(precise number: Double?) {
    separate()
    if let number, number.isFinite {
      // Whole numbers as scripts expect them, without a fraction.
      let isWhole = number == number.rounded() && abs(number) < 1e15
      bytes.append(contentsOf: (isWhole ? Int64(number).description : number.description).utf8)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    needsComma = true
  }

  public mutating func field(_ name: String, _ value: Bool) {
    key(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  public mutating func value(_ number: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(number).utf8)
    needsComma = true
  }

  /// A string; `<`, `>` and `&` are escaped too, so that the text may stand inside HTML.
  public mutating func value(_ string: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0..<32, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 127:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private mutating func open(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }
}
