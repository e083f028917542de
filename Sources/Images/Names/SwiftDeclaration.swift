/// Reads the declaration in a demangler's full text: `closure #1 (Swift.Int) async -> () in static Foo.S.f(x: Swift.Int) -> ()`.
struct SwiftDeclaration {
  /// `closure #1 in static S.f(x:)`.
  private(set) var display = ""
  /// Whether its type is `async`.
  private(set) var isAsync = false
  private let text: BracketedText
  private var isReadable = true

  init(_ declaration: Substring) {
    text = BracketedText(declaration)
    let count = text.bytes.count
    if text.matches("reabstraction thunk ", at: 0, limit: count) {
      display = "reabstraction thunk"
      isAsync = declaration.contains("@async ")
    } else if let end = endOfDescription() {
      display = text.string(0..<end) + SwiftTypeText.simplified(text, end..<describedEnd(from: end))
    } else {
      readNested()
      if !isReadable { display = SwiftTypeText.simplified(text, 0..<count) }
    }
  }

  // MARK: Things that are not declarations

  /// Where the words end that say what a runtime function does to a type or variable (`type metadata accessor for `).
  private func endOfDescription() -> Int? {
    let words: [StaticString] = [
      " value witness for ", " accessor for ", " accessor for type ", " completion function for ", " initialization function for ",
      " initialization token for ", " lookup function for ", " instantiation function for ", " cache variable for ",
    ]
    let count = text.bytes.count
    if text.matches("outlined ", at: 0, limit: count) { return text.firstIndex(of: " of ", from: 0, limit: count).map { $0 + 4 } }
    for word in words {
      guard let index = text.firstIndex(of: word, from: 0, limit: count), isPlainWords(0..<index) else { continue }
      return index + word.utf8CodeUnitCount
    }
    return nil
  }

  /// `A : B in M` of a conformance is cut to `A`.
  private func describedEnd(from start: Int) -> Int {
    text.firstIndex(of: " : ", from: start, limit: text.bytes.count) ?? text.bytes.count
  }

  private func isPlainWords(_ range: Range<Int>) -> Bool {
    text.bytes[range].allSatisfy { byte in
      (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }
  }

  // MARK: Declarations

  /// Reads the parts that ` in ` joins: closures and local declarations, then the function they are in.
  private mutating func readNested() {
    let count = text.bytes.count
    var start = 0
    var conformance: Range<Int>?
    var end = count
    if let mark = text.firstIndex(of: " in conformance ", from: 0, limit: count) {
      conformance = mark + 16..<describedEnd(from: mark + 16)
      end = mark
    }
    while start < end {
      let partEnd = text.firstIndex(of: " in ", from: start, limit: end) ?? end
      let isFirst = start == 0
      if !isFirst { display += " in " }
      readPart(start..<partEnd, isOutermost: partEnd == end, isFirst: isFirst, conformance: conformance)
      start = partEnd == end ? end : partEnd + 4
    }
  }

  private mutating func readPart(_ range: Range<Int>, isOutermost: Bool, isFirst: Bool, conformance: Range<Int>?) {
    var index = range.lowerBound
    let limit = range.upperBound
    for words in Self.leadingWords where text.matches(words, at: index, limit: limit) {
      display += words.description
      index += words.utf8CodeUnitCount
    }
    if text.matches("default argument ", at: index, limit: limit) {
      guard let name = text.firstIndex(of: " of ", from: index, limit: limit) else { return }
      display += text.string(index..<name + 4)
      index = name + 4
    }
    var components: [String] = []
    var isClosure = false
    var number = ""
    // The path, up to the parameters or the type.
    path: while index < limit {
      if text.matches("(extension in ", at: index, limit: limit) {
        index = text.endOfBracket(at: index, limit: limit)
        if text.matches(":", at: index, limit: limit) { index += 1 }
        continue
      }
      let start = index
      let name: String
      if text.bytes[index] == UInt8(ascii: "(") {
        // `(name in _DISCRIMINATOR)` of a private declaration.
        let end = text.endOfBracket(at: index, limit: limit)
        guard let space = text.firstIndex(of: " in ", from: index + 1, limit: end) else { break path }
        name = text.string(index + 1..<space)
        index = end
      } else {
        while index < limit, !isEndOfName(index, start: start, limit: limit) { index += 1 }
        name = text.string(start..<index)
      }
      if !name.isEmpty { components.append(name) }
      if index < limit, text.bytes[index] == UInt8(ascii: "<") { index = text.endOfBracket(at: index, limit: limit) }
      if text.matches(" #", at: index, limit: limit) {
        let start = index
        index += 2
        while index < limit, text.bytes[index] >= UInt8(ascii: "0"), text.bytes[index] <= UInt8(ascii: "9") { index += 1 }
        number = text.string(start..<index)
        isClosure = name == "closure"
        if index < limit, text.bytes[index] == UInt8(ascii: " ") { index += 1 }
        break path
      }
      for fixity in [" infix", " prefix", " postfix"] as [StaticString] where text.matches(fixity, at: index, limit: limit) {
        let end = index + fixity.utf8CodeUnitCount
        guard end < limit, text.isOpening(at: end) else { continue }
        index = end
        break path
      }
      guard index < limit, text.bytes[index] == UInt8(ascii: ".") else { break path }
      index += 1
      if index == start { break path }
    }
    if index < limit, number.isEmpty, text.bytes[index] == UInt8(ascii: " "), !text.matches(" : ", at: index, limit: limit) {
      // Words that are not a declaration: something of the compiler's that has no rule here.
      isReadable = false
      return
    }
    if isOutermost, components.count > 1, number.isEmpty || components.count > 2 { components.removeFirst() }
    if let conformance, isOutermost, let last = components.last {
      let type = SwiftTypeText.simplified(text, conformance)
      components = [type.firstIndex(of: "<").map { String(type[..<$0]) } ?? type]
      if !last.isEmpty { components.append(contentsOf: requirement(last, range, from: index)) }
    }
    display += components.joined(separator: ".")
    if isClosure || (number != " #1" && !number.isEmpty) { display += number }
    readSignature(index..<limit, showsLabels: !isClosure, isFirst: isFirst)
  }

  /// The last components of a protocol's requirement: with `getter` and its like comes the property's name.
  private func requirement(_ last: String, _ range: Range<Int>, from index: Int) -> [String] {
    guard Self.accessors.contains(last) else { return [last] }
    let path = text.string(range.lowerBound..<index).split(separator: ".")
    return path.suffix(2).map(String.init)
  }

  /// A name ends at a dot, its generic parameters, its parameters or a space; an operator's at the space behind it.
  private func isEndOfName(_ index: Int, start: Int, limit: Int) -> Bool {
    let byte = text.bytes[index]
    if BracketedText.isOperatorByte(text.bytes[start]) || (text.bytes[start] == UInt8(ascii: ".") && index > start) {
      return byte == UInt8(ascii: " ")
    }
    return byte == UInt8(ascii: ".") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: " ")
  }

  private mutating func readSignature(_ range: Range<Int>, showsLabels: Bool, isFirst: Bool) {
    var index = range.lowerBound
    let limit = range.upperBound
    // A closure may have generic parameters and attributes before its parameters.
    while index < limit, text.bytes[index] != UInt8(ascii: "(") {
      if text.matches(" : ", at: index, limit: limit) { return }
      index = text.bytes[index] == UInt8(ascii: "<") ? text.endOfBracket(at: index, limit: limit) : index + 1
    }
    guard index < limit else { return }
    let end = text.endOfBracket(at: index, limit: limit)
    if showsLabels { display += labels(index + 1..<max(index + 1, end - 1)) }
    if isFirst { isAsync = text.matches(" async ", at: end, limit: limit) }
  }

  /// `(x: Swift.Int, _: [Swift.Int])` becomes `(x:_:)`.
  private func labels(_ range: Range<Int>) -> String {
    var labels = "("
    var index = range.lowerBound
    while index < range.upperBound {
      let end = text.firstIndex(of: ",", from: index, limit: range.upperBound) ?? range.upperBound
      var start = index
      while start < end, text.bytes[start] == UInt8(ascii: " ") { start += 1 }
      var labelEnd = start
      while labelEnd < end, text.bytes[labelEnd] != UInt8(ascii: ":"), !text.isOpening(at: labelEnd), text.bytes[labelEnd] != UInt8(ascii: " ") {
        labelEnd += 1
      }
      let hasLabel = labelEnd > start && text.matches(": ", at: labelEnd, limit: end)
      labels += (hasLabel ? text.string(start..<labelEnd) : "_") + ":"
      index = end + 1
    }
    return labels + ")"
  }

  private static let leadingWords: [StaticString] = [
    "variable initialization expression of ", "property wrapper backing initializer of ", "property wrapper init accessor of ",
    "key path getter for ",
    "key path setter for ", "key path equality operator for ", "key path hash operator for ", "implicit ", "static ",
  ]

  private static let accessors: Set<String> = [
    "getter", "setter", "modify", "modify2", "read", "read2", "unsafeAddressor", "unsafeMutableAddressor", "init", "willset", "didset",
  ]
}
