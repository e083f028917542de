import Images
import Profiles

/// Names code addresses of one process, each once.
final class SnapshotNames {
  private struct Key: Hashable {
    var address: UInt64
    var isAsync: Bool
  }

  private let space: AddressSpace
  private var indices: [Key: UInt32] = [:]
  private var names: [String: FunctionName] = [:]
  /// The functions at each location, the innermost inlined one first.
  private(set) var frames: [[Snapshot.Frame]] = []
  /// The name in the symbol table of the function at each location; empty without one.
  private(set) var symbols: [String] = []
  private(set) var facts: [AsyncStack.LocationFacts] = []

  init(space: AddressSpace) { self.space = space }

  /// The index of the location at an address, which for a return address is already reduced by one.
  func index(of address: UInt64, isAsync: Bool) -> UInt32 {
    let key = Key(address: address, isAsync: isAsync)
    if let known = indices[key] { return known }
    add(address, isAsync: isAsync)
    let index = UInt32(frames.count - 1)
    indices[key] = index
    return index
  }

  /// True when code is mapped at the address.
  func isCode(_ address: UInt64) -> Bool { space.lookup(address) != nil }

  private func add(_ address: UInt64, isAsync: Bool) {
    var fact = AsyncStack.LocationFacts(
      isAsyncFunction: false, isFunctionStart: false, isChainRoot: false, functionStart: nil, address: address, hasSymbols: false)
    var found: [Snapshot.Frame] = []
    var symbol = ""
    let region = space.lookup(address)
    if let region, let symbolizer = region.image.symbolizer {
      let place = address &- region.bias
      fact.hasSymbols = symbolizer.hasSymbols
      let start = symbolizer.functionStart(at: place)
      fact.isFunctionStart = start == place
      fact.functionStart = start.map { $0 &+ region.bias }
      for frame in symbolizer.frames(at: place) {
        let name = simplified(frame.name)
        let shown = Snapshot.Frame(
          name: name.display, systemName: frame.name, file: frame.file, line: frame.line, isAsync: isAsync, kind: name.kind)
        // A funclet that is inlined into another of the same function is one function to a reader.
        if let last = found.last, last.name == shown.name, last.file == shown.file || shown.file.isEmpty { found.removeLast() }
        found.append(shown)
        guard !frame.isInlined else { continue }
        symbol = frame.name
        fact.isAsyncFunction = name.isAsyncFunclet || name.isAsyncEntry
        fact.function = name.display
        if name.isAsyncFunclet, let start, let elf = region.image.elf {
          fact.staleLength = FuncletPrologue.staleLength(elf.code(at: start, count: FuncletPrologue.length))
        }
        fact.isChainRoot = ChainRoots.contains(frame.name)
      }
    }
    if found.isEmpty {
      let image = region.flatMap { $0.image.path.split(separator: "/").last.map(String.init) }
      found = [Snapshot.Frame(name: "[\(image ?? "unknown")]", isAsync: isAsync)]
    }
    frames.append(found)
    symbols.append(symbol)
    facts.append(fact)
  }

  private func simplified(_ mangled: String) -> FunctionName {
    if let known = names[mangled] { return known }
    let name = FunctionName.simplify(mangled)
    names[mangled] = name
    return name
  }
}
