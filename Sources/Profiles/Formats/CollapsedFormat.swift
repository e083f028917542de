/// Collapsed stacks: a line is `root;caller;leaf value`, kernel frames end in `_[k]`.
/// The format of <https://github.com/brendangregg/FlameGraph>.
enum CollapsedFormat {
  private static let kernelSuffix = "_[k]"

  /// One line per distinct stack of names with a value other than zero, in the order of first use.
  static func encode(_ profile: Profile, sampleType: Int) -> [UInt8] {
    let names = profile.functions.map { escape($0.name) + ($0.kind == .kernel ? kernelSuffix : "") }
    let mappings = profile.mappings.map { escape(ViewFrame.unresolvedName(path: $0.path)) }
    let paths = profile.locations.map { location in
      guard !location.lines.isEmpty else { return location.mapping.map { mappings[$0] } ?? ViewFrame.unresolvedName(path: "") }
      return location.lines.reversed().map { names[$0.function] }.joined(separator: ";")
    }
    var values: [String: Int64] = [:]
    var order: [String] = []
    for (stack, value) in profile.totals(ofSampleType: sampleType).enumerated() where value != 0 {
      let line = profile.stacks[stack].reversed().map { paths[Int($0)] }.joined(separator: ";")
      if let before = values[line] {
        values[line] = before &+ value
      } else {
        values[line] = value
        order.append(line)
      }
    }
    var output = ByteBuffer()
    for line in order {
      output.append(line.isEmpty ? ViewFrame.unresolvedName(path: "") : line)
      output.append(" \(values[line] ?? 0)\n")
    }
    return output.array()
  }

  static func decode(_ bytes: [UInt8]) throws(FormatError) -> Profile {
    let result: Result<Profile, FormatError> = bytes.withUnsafeBytes { input in
      do throws(FormatError) { return .success(try decode(input)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  static func recognizes(_ line: Substring) -> Bool {
    Array(line.utf8).withUnsafeBytes { isSkipped(0..<$0.count, $0) || split(0..<$0.count, $0) != nil }
  }

  private static func decode(_ input: UnsafeRawBufferPointer) throws(FormatError) -> Profile {
    var profile = Profile(sampleTypes: [.samples], defaultSampleType: ValueType.samples.type)
    guard input.count <= Gzip.unpackedLimit else {
      throw FormatError(.tooLarge, "the file has more than \(Gzip.unpackedLimit) bytes", remedy: "read a part of it")
    }
    var names = ByteStringTable()
    var stack: [UInt32] = []
    var lines = TextLines(input)
    while let line = lines.next() {
      guard !isSkipped(line, input) else { continue }
      guard let (frames, value) = split(line, input) else {
        throw FormatError(
          .damaged, "line \(lines.number) is not `frame;frame;frame value`", remedy: "correct the line, or name the right format with --from")
      }
      stack.removeAll(keepingCapacity: true)
      var start = frames.lowerBound
      for position in frames.lowerBound...frames.upperBound where position == frames.upperBound || input[position] == UInt8(ascii: ";") {
        if position > start {
          let (index, isNew) = names.intern(start..<position, of: input)
          if isNew { append(input.text(start..<position), to: &profile) }
          stack.append(UInt32(index))
        }
        start = position + 1
      }
      stack.reverse()
      profile.samples.append(stack: profile.stacks.intern(stack), labels: 0, values: CollectionOfOne(value))
    }
    guard profile.samples.count > 0 else { throw .notAProfile("the file holds no collapsed stacks") }
    return profile
  }

  /// Adds the location and function with the next index.
  private static func append(_ name: String, to profile: inout Profile) {
    let isKernel = name.hasSuffix(kernelSuffix) && name != kernelSuffix
    let function = Function(name: isKernel ? String(name.dropLast(kernelSuffix.count)) : name, kind: isKernel ? .kernel : kind(of: name))
    profile.locations.append(Location(mapping: nil, address: 0, lines: [Line(function: profile.functions.count)]))
    profile.functions.append(function)
  }

  private static func kind(of name: String) -> FunctionKind { name == "[unknown]" || name == "[truncated]" ? .marker : .ordinary }

  private static func isSkipped(_ line: Range<Int>, _ input: UnsafeRawBufferPointer) -> Bool {
    guard let first = line.first(where: { input[$0] != UInt8(ascii: " ") && input[$0] != UInt8(ascii: "\t") }) else { return true }
    return first == line.lowerBound && input[first] == UInt8(ascii: "#") && first + 1 < line.upperBound && input[first + 1] == UInt8(ascii: " ")
  }

  /// The frames and the value of a line; a value with decimals is rounded down.
  private static func split(_ line: Range<Int>, _ input: UnsafeRawBufferPointer) -> (frames: Range<Int>, value: Int64)? {
    var end = line.upperBound
    while end > line.lowerBound, input[end - 1] == UInt8(ascii: " ") { end -= 1 }
    guard let space = (line.lowerBound..<end).last(where: { input[$0] == UInt8(ascii: " ") }) else { return nil }
    var digits = input[(space + 1)..<end]
    if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
      guard digits[(point + 1)...].isEmpty || decimalNumber(digits[(point + 1)...].prefix(18)) != nil else { return nil }
      digits = digits[..<point]
    }
    guard let value = decimalNumber(digits), space > line.lowerBound else { return nil }
    return (line.lowerBound..<space, value)
  }

  /// A name without the characters that the format gives a meaning.
  private static func escape(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 < 0x20 }) else { return name }
    return String(name.unicodeScalars.map { $0 == ";" ? ":" : $0.value < 0x20 ? " " : Character($0) })
  }
}
