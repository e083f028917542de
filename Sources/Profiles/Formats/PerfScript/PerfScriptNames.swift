/// The functions and images met so far in `perf script` text.
struct PerfScriptNames {
  private var functions: [Function: Int] = [:]
  private var mappings: [String: Int] = [:]

  /// The location that the frame and source lines in `range` describe, innermost inlined function first.
  mutating func location(_ range: Range<Int>, of input: UnsafeRawBufferPointer, in profile: inout Profile) -> Location {
    var location = Location(mapping: nil, address: 0)
    var lines = TextLines(UnsafeRawBufferPointer(rebasing: input[range]))
    while let inner = lines.next() {
      let line = inner.lowerBound + range.lowerBound..<inner.upperBound + range.lowerBound
      guard let frame = PerfScriptFrame(line, of: input) else {
        if !location.lines.isEmpty { addSourceLine(input.text(line), to: &location.lines[location.lines.count - 1], &profile) }
        continue
      }
      location.address = frame.address
      if let image = frame.image { location.mapping = mapping(input.text(image), &profile) }
      guard let symbol = frame.symbol else { continue }
      let kind = frame.isKernel(input) ? FunctionKind.kernel : .ordinary
      location.lines.append(Line(function: index(of: Function(name: input.text(symbol), kind: kind), &profile)))
    }
    return location
  }

  private mutating func mapping(_ path: String, _ profile: inout Profile) -> Int {
    if let index = mappings[path] { return index }
    mappings[path] = profile.mappings.count
    // perf script does not print where the image lay.
    profile.mappings.append(Mapping(start: 0, limit: 0, fileOffset: 0, path: path, buildID: ""))
    return profile.mappings.count - 1
  }

  private mutating func index(of function: Function, _ profile: inout Profile) -> Int {
    if let index = functions[function] { return index }
    functions[function] = profile.functions.count
    profile.functions.append(function)
    return profile.functions.count - 1
  }

  /// Takes `file:line` as the place of the function that was read last.
  private mutating func addSourceLine(_ text: String, to line: inout Line, _ profile: inout Profile) {
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    guard let colon = trimmed.utf8.lastIndex(of: UInt8(ascii: ":")), colon > trimmed.startIndex else { return }
    let digits = trimmed.utf8[trimmed.utf8.index(after: colon)...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard let number = decimalNumber(digits), number > 0, number <= Int64(Int32.max) else { return }
    var function = profile.functions[line.function]
    function.file = String(trimmed[..<colon])
    line.function = index(of: function, &profile)
    line.line = Int(number)
  }
}
