import Images
import Profiles

/// Gives the addresses of a recording their names and joins async stacks: raw stacks in, a profile out.
struct ProfileBuilder {
  private let locations: LocationTable
  private var profile: Profile
  private var facts: [AsyncStack.LocationFacts] = []
  private var functionIndices: [Function: Int] = [:]
  private var names: [String: FunctionName] = [:]
  private var declarations: [String: (file: String, line: Int)] = [:]
  private lazy var kernel = KernelSymbols()
  private var markerLocation: UInt32?

  /// - Parameter hasWaits: The profile also has what was not done on a processor.
  init(locations: LocationTable, hasWaits: Bool) {
    self.locations = locations
    self.hasWaits = hasWaits
    profile = Profile(sampleTypes: hasWaits ? [.samples, .cpu, .wait, .queue, .blame, .waits] : [.samples, .cpu], defaultSampleType: "cpu")
  }

  private let hasWaits: Bool
  private var book = WaitBook()

  /// Builds the profile. `trust` comes back with what only names can tell: which chains are complete.
  ///
  /// - Complexity: linear in distinct locations and in the frames of distinct stacks.
  static func build(
    _ aggregator: SampleAggregator, locations: LocationTable, trust: Trust, hasWaits: Bool, book: WaitBook = WaitBook()
  ) -> Profile {
    var builder = ProfileBuilder(locations: locations, hasWaits: hasWaits)
    builder.book = book
    builder.addMappings()
    for entry in locations.entries { builder.addLocation(entry) }
    builder.addSamples(aggregator, trust: trust)
    return builder.profile
  }

  private mutating func addMappings() {
    for mapping in locations.mappings {
      profile.mappings.append(
        Mapping(
          start: mapping.start, limit: mapping.end, fileOffset: mapping.fileOffset, path: mapping.image.path, buildID: mapping.image.buildID))
    }
  }

  private mutating func addLocation(_ entry: LocationTable.Entry) {
    var location = Location(
      mapping: entry.mapping < 0 ? nil : Int(entry.mapping), address: entry.address, isAsync: entry.isAsync)
    var fact = AsyncStack.LocationFacts(
      isAsyncFunction: false, isFunctionStart: false, isChainRoot: false, functionStart: nil, address: entry.address, hasSymbols: false)
    if entry.mapping >= 0, let symbolizer = locations.mappings[Int(entry.mapping)].image.symbolizer {
      fact.hasSymbols = symbolizer.hasSymbols
      if let start = symbolizer.functionStart(at: entry.virtualAddress) {
        fact.isFunctionStart = start == entry.virtualAddress
        fact.functionStart = entry.address &- (entry.virtualAddress &- start)
      }
      for frame in symbolizer.frames(at: entry.virtualAddress) {
        let name = simplified(frame.name)
        let declared = declared(frame, by: symbolizer)
        location.lines.append(Line(function: function(declared, name), line: declared.line, column: declared.column))
        if !frame.isInlined {
          fact.isAsyncFunction = name.isAsyncFunclet || name.isAsyncEntry
          fact.function = name.display
          if name.isAsyncFunclet { fact.staleLength = staleLength(entry) }
          fact.isChainRoot = ChainRoots.contains(frame.name)
        }
      }
    }
    if location.lines.isEmpty { location.lines = [unknownLine(entry)] }
    profile.locations.append(location)
    facts.append(fact)
  }

  private func staleLength(_ entry: LocationTable.Entry) -> UInt64 {
    let image = locations.mappings[Int(entry.mapping)].image
    guard let start = image.symbolizer?.functionStart(at: entry.virtualAddress), let elf = image.elf else { return 0 }
    return FuncletPrologue.staleLength(elf.code(at: start, count: FuncletPrologue.length))
  }

  private mutating func addSamples(_ aggregator: SampleAggregator, trust: Trust) {
    var trust = trust
    var counts = [Int64](repeating: 0, count: aggregator.stacks.count)
    for row in aggregator.rows { counts[Int(row.stack)] += row.values.samples }
    var joined: [UInt32] = []
    var stackIndices = [Int](repeating: 0, count: aggregator.stacks.count)
    for index in 0..<aggregator.stacks.count {
      aggregator.stacks.withStack(index) { elements in
        let parts = RawStack.parts(elements)
        let chain = AsyncStack.join(parts, facts: { facts[Int($0)] }, into: &joined)
        if chain != .notAsync { trust.asyncSamples += counts[index] }
        if chain == .joined { trust.asyncComplete += counts[index] }
        if chain == .joined || !parts.isTruncated {
          trust.complete += counts[index]
        } else {
          trust.truncated += counts[index]
          joined.append(truncatedMarker())
        }
      }
      stackIndices[index] = profile.stacks.intern(joined)
    }
    let (labelSets, movedSets) = aggregator.labelSets.withLastNames(book.lastNames, lockName: book.lockName)
    profile.labelSets = labelSets
    // Different raw stacks can become the same logical one: the same call chain run by another worker.
    var rows: [UInt64: Int] = [:]
    for row in aggregator.rows {
      let key = UInt64(stackIndices[Int(row.stack)]) << 32 | UInt64(movedSets[Int(row.labels)])
      let values = row.values
      let all = [values.samples, values.processor, values.wait, values.queue, values.blame, values.waits].prefix(hasWaits ? 6 : 2)
      if let known = rows[key] {
        for (type, value) in all.enumerated() { profile.samples.add(value, toValue: type, of: known) }
      } else {
        rows[key] = profile.samples.count
        profile.samples.append(stack: stackIndices[Int(row.stack)], labels: movedSets[Int(row.labels)], values: all)
      }
    }
    profile.environment.trust = trust
  }

  private mutating func simplified(_ mangled: String) -> FunctionName {
    if let known = names[mangled] { return known }
    let name = FunctionName.simplify(mangled)
    names[mangled] = name
    return name
  }

  /// The frame with the file of the function's declaration for a file, and a line only where it is one of that file.
  private mutating func declared(_ frame: SymbolicatedFrame, by symbolizer: Symbolizer) -> SymbolicatedFrame {
    let place = declaration(of: frame, by: symbolizer)
    guard !place.file.isEmpty, place.file != frame.file else { return frame }
    var declared = frame
    (declared.file, declared.declarationLine) = (place.file, place.line)
    (declared.line, declared.column) = (0, 0)
    return declared
  }

  /// Of what was inlined from another module the debug information often says no more than its name. Where the function is in the image by itself too, its own code says
  /// where it is declared. Empty when nothing tells.
  private mutating func declaration(of frame: SymbolicatedFrame, by symbolizer: Symbolizer) -> (file: String, line: Int) {
    let isKnown = { (file: String) in !file.isEmpty && file != SymbolicatedFrame.compilerGenerated }
    if isKnown(frame.declarationFile) { return (frame.declarationFile, frame.declarationLine) }
    guard frame.isInlined, frame.file == SymbolicatedFrame.compilerGenerated || frame.declarationLine == 0 else { return ("", 0) }
    if let known = declarations[frame.name] { return known }
    var place = (file: "", line: 0)
    if let own = symbolizer.functionRange(named: frame.name).flatMap({ symbolizer.frames(at: $0.lowerBound).last }) {
      if isKnown(own.declarationFile) {
        place = (own.declarationFile, own.declarationLine)
      } else if isKnown(own.file) {
        place = (own.file, own.declarationLine)
      }
    }
    declarations[frame.name] = place
    return place
  }

  private mutating func function(_ frame: SymbolicatedFrame, _ name: FunctionName) -> Int {
    index(of: Function(name: name.display, systemName: frame.name, file: frame.file, startLine: frame.declarationLine, kind: name.kind))
  }

  private mutating func index(of function: Function) -> Int {
    if let known = functionIndices[function] { return known }
    let index = profile.functions.count
    profile.functions.append(function)
    functionIndices[function] = index
    return index
  }

  /// A frame without a name is called by its image, so that a reader knows whose debug information is missing.
  private mutating func unknownLine(_ entry: LocationTable.Entry) -> Line {
    var name = "[unknown]"
    if entry.mapping == LocationTable.kernel {
      return Line(function: index(of: Function(name: kernel.name(at: entry.address) ?? "[kernel]", kind: .kernel)))
    }
    if entry.mapping == LocationTable.marker, let marker = LocationTable.Marker(rawValue: entry.address) {
      return Line(function: index(of: Function(name: marker.name, kind: .marker)))
    }
    if entry.mapping >= 0 {
      let path = locations.mappings[Int(entry.mapping)].image.path
      name = "[\(path.split(separator: "/").last.map(String.init) ?? path)]"
    }
    return Line(function: index(of: Function(name: name, kind: .ordinary)))
  }

  private mutating func truncatedMarker() -> UInt32 {
    if let markerLocation { return markerLocation }
    let line = Line(function: index(of: Function(name: "[truncated]", kind: .marker)))
    profile.locations.append(Location(mapping: nil, address: 0, lines: [line]))
    let index = UInt32(profile.locations.count - 1)
    markerLocation = index
    return index
  }
}
