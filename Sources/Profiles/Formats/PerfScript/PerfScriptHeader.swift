/// The first line of a sample in `perf script` text: `comm pid/tid [cpu] time: period event:`, of which only `comm` and one id are always there.
struct PerfScriptHeader {
  var command: Range<Int>
  var processID: Int64?
  var threadID: Int64
  /// Nanoseconds.
  var time: Int64?
  var period: Int64?
  /// Without the modifiers after the last colon.
  var event: Range<Int>?
  /// What comes after: the frame when there is no call chain, or the fields of a tracepoint.
  var rest: Range<Int>

  /// nil when `line` is no such line. The command may contain blanks and digits, so the id is the first number after which everything fits.
  init?(_ line: Range<Int>, of input: UnsafeRawBufferPointer) {
    let tokens = Self.tokens(line, input)
    for candidate in tokens.indices.dropFirst() {
      guard let ids = Self.ids(input[tokens[candidate]]) else { continue }
      command = tokens[0].lowerBound..<tokens[candidate - 1].upperBound
      (processID, threadID) = ids
      var next = candidate + 1
      if next < tokens.count, Self.isProcessor(input[tokens[next]]) { next += 1 }
      if next < tokens.count, let nanoseconds = Self.time(input[tokens[next]]) {
        time = nanoseconds
        next += 1
      } else {
        time = nil
      }
      period = next < tokens.count ? decimalNumber(input[tokens[next]]) : nil
      let name = period == nil ? next : next + 1
      if name < tokens.count, let range = Self.event(tokens[name], input) {
        event = range
        next = name + 1
      } else {
        event = nil
        period = nil
      }
      rest = next < tokens.count ? tokens[next].lowerBound..<line.upperBound : line.upperBound..<line.upperBound
      if next > candidate + 1 || next == tokens.count { return }
    }
    return nil
  }

  private static func tokens(_ line: Range<Int>, _ input: UnsafeRawBufferPointer) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var start: Int?
    for position in line {
      let isBlank = input[position] == UInt8(ascii: " ") || input[position] == UInt8(ascii: "\t")
      if isBlank, let first = start {
        tokens.append(first..<position)
        start = nil
      } else if !isBlank, start == nil {
        start = position
        // No header has so many fields; a longer line is the text of a tracepoint.
        if tokens.count == 64 { break }
      }
    }
    if let first = start { tokens.append(first..<line.upperBound) }
    return tokens
  }

  private typealias Bytes = Slice<UnsafeRawBufferPointer>

  /// `tid` or `pid/tid`.
  private static func ids(_ token: Bytes) -> (Int64?, Int64)? {
    guard let slash = token.firstIndex(of: UInt8(ascii: "/")) else { return decimalNumber(token).map { (nil, $0) } }
    guard let process = decimalNumber(token[..<slash]), let thread = decimalNumber(token[(slash + 1)...]) else { return nil }
    return (process, thread)
  }

  /// `[003]`
  private static func isProcessor(_ token: Bytes) -> Bool {
    token.count > 2 && token.first == UInt8(ascii: "[") && token.last == UInt8(ascii: "]")
      && decimalNumber(token.dropFirst().dropLast()) != nil
  }

  /// `seconds.fraction:`
  private static func time(_ token: Bytes) -> Int64? {
    guard token.last == UInt8(ascii: ":"), let point = token.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    let fraction = token[(point + 1)...].dropLast()
    guard let seconds = decimalNumber(token[..<point]), var nanoseconds = decimalNumber(fraction), fraction.count <= 9 else { return nil }
    for _ in fraction.count..<9 { nanoseconds *= 10 }
    return seconds &* 1_000_000_000 &+ nanoseconds
  }

  /// `cycles:`, `cpu-clock:u:`, `sched:sched_switch:`.
  private static func event(_ token: Range<Int>, _ input: UnsafeRawBufferPointer) -> Range<Int>? {
    guard token.count > 1, input[token.upperBound - 1] == UInt8(ascii: ":"), time(input[token]) == nil else { return nil }
    let name = token.lowerBound..<token.upperBound - 1
    guard let colon = name.last(where: { input[$0] == UInt8(ascii: ":") }), colon > name.lowerBound else { return name }
    let isModifier = input[(colon + 1)..<name.upperBound].allSatisfy { "ukhpPGHDSeIWb".utf8.contains($0) }
    return isModifier ? name.lowerBound..<colon : name
  }
}
