/// The tables that all threads share: strings, files, libraries, functions, frames and stacks.
struct FirefoxTables {
  /// A function as a reader tells it from others: copies that the compiler made of it are the same one.
  private struct Function: Hashable {
    var name: String
    var file: String
    var library: Int
  }

  private struct Frame {
    var function: Int
    var category: FirefoxCategory
    /// Offset in the library's file; -1 when unknown.
    var address: Int64
    /// Index of the symbol that covers the address, -1 for none; the viewer shows by it what was inlined into what.
    var symbol: Int
    /// 0 for the function that occupies the address, 1 for what was inlined in it, and so on.
    var depth: Int
    var line: Int
    var column: Int
  }

  /// A function with code of its own.
  private struct Symbol {
    var function: Int
    /// The lowest address of it that was seen, as where it begins is not recorded.
    var address: Int64
  }

  private let profile: Profile
  private(set) var strings = DistinctValues<String>()
  private var libraries = FirefoxLibraries()
  private var functions: [Function] = []
  private var lines: [Int] = []
  private var functionIndices: [Function: Int] = [:]
  private var symbols: [Symbol] = []
  private var symbolIndices: [Int: Int] = [:]
  private var frames: [Frame] = []
  /// The frames of location `i`, outermost first, are `offsets[i]..<offsets[i + 1]`.
  private var offsets: [Int] = [0]
  /// Stands for a stack without frames.
  private var unknownFrame: UInt32?
  private(set) var stacks = FirefoxStacks()
  /// The leaf's node by the profile's stack; -2 while nobody asked.
  private var nodes: [Int32]

  init(_ profile: Profile) {
    self.profile = profile
    nodes = [Int32](repeating: -2, count: profile.stacks.count)
    for location in profile.locations {
      append(location)
      offsets.append(frames.count)
    }
  }

  /// The node of the leaf of one of the profile's stacks.
  mutating func node(ofStack stack: Int) -> Int32 {
    if nodes[stack] != -2 { return nodes[stack] }
    var node: Int32 = -1
    for location in profile.stacks[stack].reversed() {
      for frame in offsets[Int(location)]..<offsets[Int(location) + 1] { node = stacks.node(UInt32(frame), caller: node) }
    }
    if node < 0 { node = stacks.node(emptyFrame(), caller: -1) }
    nodes[stack] = node
    return node
  }

  mutating func string(_ text: String) -> Int { strings.index(of: text) }

  private mutating func append(_ location: Location) {
    let mapping = location.mapping.map { profile.mappings[$0] }
    let library = mapping.map { libraries.intern($0) } ?? -1
    let address = mapping.map { FirefoxLibraries.offset(of: location.address, in: $0) } ?? -1
    guard !location.lines.isEmpty else {
      let function = index(of: Function(name: ViewFrame.unresolvedName(path: mapping?.path ?? ""), file: "", library: library), line: 0)
      frames.append(
        Frame(function: function, category: location.isAsync ? .async : .other, address: address, symbol: -1, depth: 0, line: 0, column: 0))
      return
    }
    var symbol = -1
    for (depth, line) in location.lines.reversed().enumerated() {
      let function = profile.functions[line.function]
      let name = FrameIndex.name(of: function, ViewOptions())
      let index = index(of: Function(name: name, file: function.file, library: library), line: function.startLine)
      if depth == 0, address >= 0 { symbol = self.symbol(ofFunction: index, at: address) }
      frames.append(
        Frame(
          function: index, category: FirefoxCategory(function.kind, isAsync: location.isAsync), address: address, symbol: symbol,
          // The viewer keeps it in one byte.
          depth: min(depth, 255), line: line.line, column: line.column))
    }
  }

  private mutating func index(of function: Function, line: Int) -> Int {
    if let index = functionIndices[function] {
      if lines[index] <= 0 { lines[index] = line }
      return index
    }
    functionIndices[function] = functions.count
    functions.append(function)
    lines.append(line)
    return functions.count - 1
  }

  private mutating func symbol(ofFunction function: Int, at address: Int64) -> Int {
    if let index = symbolIndices[function] {
      symbols[index].address = min(symbols[index].address, address)
      return index
    }
    symbolIndices[function] = symbols.count
    symbols.append(Symbol(function: function, address: address))
    return symbols.count - 1
  }

  private mutating func emptyFrame() -> UInt32 {
    if let unknownFrame { return unknownFrame }
    let function = index(of: Function(name: ViewFrame.unresolvedName(path: ""), file: "", library: -1), line: 0)
    frames.append(Frame(function: function, category: .other, address: -1, symbol: -1, depth: 0, line: 0, column: 0))
    unknownFrame = UInt32(frames.count - 1)
    return UInt32(frames.count - 1)
  }

  // MARK: Writing

  func appendLibraries(to output: inout ByteBuffer) { libraries.appendLibraries(to: &output) }

  /// Appends `shared`.
  func append(to output: inout ByteBuffer) {
    var strings = strings
    var files = DistinctValues<String>()
    let names = functions.map { Int64(strings.index(of: $0.name)) }
    let sources = functions.map { $0.file.isEmpty ? -1 : Int64(files.index(of: $0.file)) }
    let fileNames = files.values.map { Int64(strings.index(of: $0)) }
    let resources = libraries.names.map { Int64(strings.index(of: $0)) }
    output.append(#"{"stackTable":"#)
    stacks.append(to: &output)
    output.append(#","frameTable":"#)
    appendFrames(to: &output)
    output.append(#","funcTable":{"length":\#(functions.count)"#)
    output.appendColumn("name", names)
    output.appendColumn("isJS", repeating: "false", count: functions.count)
    output.appendColumn("relevantForJS", repeating: "false", count: functions.count)
    output.appendColumn("resource", functions.lazy.map { Int64($0.library) })
    output.appendColumn("source", orNull: sources)
    output.appendColumn("lineNumber", orNull: lines.lazy.map { $0 > 0 ? Int64($0) : -1 })
    output.appendColumn("columnNumber", repeating: "null", count: functions.count)
    output.appendColumn("originalLocation", repeating: "null", count: functions.count)
    // 1 is a library.
    output.append(#"},"resourceTable":{"length":\#(resources.count)"#)
    output.appendColumn("name", resources)
    output.appendColumn("lib", resources.indices.lazy.map { Int64($0) })
    output.appendColumn("host", repeating: "null", count: resources.count)
    output.appendColumn("type", repeating: "1", count: resources.count)
    output.append(#"},"nativeSymbols":{"length":\#(symbols.count)"#)
    output.appendColumn("libIndex", symbols.lazy.map { Int64(functions[$0.function].library) })
    output.appendColumn("address", symbols.lazy.map(\.address))
    output.appendColumn("name", symbols.lazy.map { names[$0.function] })
    output.appendColumn("functionSize", repeating: "null", count: symbols.count)
    output.append(#"},"sources":{"length":\#(fileNames.count)"#)
    output.appendColumn("id", repeating: "null", count: fileNames.count)
    output.appendColumn("filename", fileNames)
    output.appendColumn("startLine", repeating: "1", count: fileNames.count)
    output.appendColumn("startColumn", repeating: "1", count: fileNames.count)
    output.appendColumn("sourceMapURL", repeating: "null", count: fileNames.count)
    output.appendColumn("content", repeating: "null", count: fileNames.count)
    output.append(#"},"sourceLocationTable":{"length":0,"source":[],"line":[],"column":[]}"#)
    output.appendColumn("stringArray", strings.values) { output, text in output.appendJSON(text) }
    output.append(UInt8(ascii: "}"))
  }

  private func appendFrames(to output: inout ByteBuffer) {
    output.append(#"{"length":\#(frames.count)"#)
    output.appendColumn("address", frames.lazy.map(\.address))
    output.appendColumn("inlineDepth", frames.lazy.map { Int64($0.depth) })
    output.appendColumn("category", frames.lazy.map(\.category.rawValue))
    output.appendColumn("subcategory", repeating: "0", count: frames.count)
    output.appendColumn("func", frames.lazy.map { Int64($0.function) })
    output.appendColumn("nativeSymbol", orNull: frames.lazy.map { Int64($0.symbol) })
    output.appendColumn("innerWindowID", repeating: "0", count: frames.count)
    output.appendColumn("line", orNull: frames.lazy.map { $0.line > 0 ? Int64($0.line) : -1 })
    output.appendColumn("column", orNull: frames.lazy.map { $0.column > 0 ? Int64($0.column) : -1 })
    output.appendColumn("originalLocation", repeating: "null", count: frames.count)
    output.append(UInt8(ascii: "}"))
  }
}
