import Images

/// Finds the function whose entries are counted as requests.
enum RequestFunction {
  /// The start of a function in the file of its image.
  struct Place {
    var image: Image
    var address: UInt64
  }

  /// All entry points of the one function that is meant by `name`: its name in the symbol table, as reports show it, or the end of that.
  ///
  /// The entry of an async function is its first part; the parts behind an `await` are not entries. Specialisations are entries of the same
  /// function.
  static func find(_ name: String, in space: AddressSpace) throws(SamplingError) -> [Place] {
    var places: [String: [Place]] = [:]
    var seen: Set<ObjectIdentifier> = []
    for region in space.regions where seen.insert(ObjectIdentifier(region.image)).inserted {
      guard let symbolizer = region.image.symbolizer else { continue }
      // One place may have several names, of which the list below has only one.
      if let range = symbolizer.functionRange(named: name) { return [Place(image: region.image, address: range.lowerBound)] }
      let symbols = symbolizer.symbols
      for index in 0..<symbols.count {
        let symbol = symbols[index]
        guard mayMatch(symbol.name, name) else { continue }
        let function = FunctionName.simplify(symbol.name)
        guard function.kind == .ordinary, !function.isAsyncFunclet, matches(function.display, name) else { continue }
        places[function.display, default: []].append(Place(image: region.image, address: symbol.address))
      }
    }
    if let exact = places[name] { return exact }
    guard let first = places.first else {
      throw SamplingError(
        .notSupported, "no function of process \(space.processID) is called \(name)",
        remedy: "give the name as headroom report shows it, such as 'Router.respond(to:)'")
    }
    guard places.count == 1 else {
      let names = places.keys.sorted().prefix(6).joined(separator: ", ")
      throw SamplingError(.ambiguousName, "\(places.count) functions are called \(name): \(names)", remedy: "give one of them with --request")
    }
    return first.value
  }

  /// A cheap test before demangling: the base name is part of the mangled one.
  private static func mayMatch(_ symbol: String, _ name: String) -> Bool {
    let base = name.prefix { $0 != "(" }.split(separator: ".").last ?? ""
    return !base.isEmpty && symbol.contains(base)
  }

  private static func matches(_ display: String, _ name: String) -> Bool {
    // A type's own function is shown with what it was declared with; nobody has to write that.
    let display = display.hasPrefix("static ") && !name.hasPrefix("static ") ? display.dropFirst("static ".count) : display[...]
    if display == name || display.hasSuffix(".\(name)") { return true }
    // Without its labels.
    let plain = display.prefix { $0 != "(" }
    return plain == name || plain.hasSuffix(".\(name)")
  }
}
