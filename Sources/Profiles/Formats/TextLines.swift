/// The lines of a text, in place, as ranges of its bytes; `\n` and `\r\n` both end a line.
struct TextLines {
  let input: UnsafeRawBufferPointer
  private var position = 0
  /// 1-based number of the line returned last.
  private(set) var number = 0

  init(_ input: UnsafeRawBufferPointer) { self.input = input }

  mutating func next() -> Range<Int>? {
    guard position < input.count else { return nil }
    let start = position
    while position < input.count, input[position] != UInt8(ascii: "\n") { position += 1 }
    var end = position
    position += 1
    number += 1
    if end > start, input[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }
}

extension UnsafeRawBufferPointer {
  func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}

/// The number that `digits` spell; nil when there is none or it exceeds `Int64`.
func decimalNumber(_ digits: some Collection<UInt8>) -> Int64? {
  guard !digits.isEmpty else { return nil }
  var value: Int64 = 0
  for digit in digits {
    guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
    let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
    let (sum, overflowsToo) = tenfold.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
    guard !overflows, !overflowsToo else { return nil }
    value = sum
  }
  return value
}
