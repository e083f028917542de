/// One function at a code address.
public struct SymbolicatedFrame: Sendable, Equatable {
  /// The file of code that no line of source stands for.
  public static let compilerGenerated = "<compiler-generated>"

  /// As in the symbol table or the debug information: mangled. Empty when unknown.
  public var name: String
  /// The source file as the debug information spells it; empty when unknown.
  public var file: String
  /// The line being executed, or for a caller of an inlined function that of the call; 0 when unknown.
  public var line: Int
  /// 0 when unknown.
  public var column: Int
  /// The line on which the function is declared; 0 when unknown.
  public var declarationLine: Int
  /// The file in which the function is declared; empty when unknown. Code of it may come from another file.
  public var declarationFile = ""
  /// True when the function's code was inlined into that of the next frame.
  public var isInlined: Bool

  public init(
    name: String, file: String = "", line: Int = 0, column: Int = 0, declarationLine: Int = 0, declarationFile: String = "", isInlined: Bool = false
  ) {
    self.name = name
    self.file = file
    self.line = line
    self.column = column
    self.declarationLine = declarationLine
    self.declarationFile = declarationFile
    self.isInlined = isInlined
  }
}

/// Names the functions, files and lines at addresses of one image.
///
/// Symbols and debug information are read when first needed, from the image and from its separate debug file where the image was stripped.
/// Use from one thread at a time.
public final class Symbolizer {
  private let elf: ELFFile
  private let path: String
  private let root: String
  private lazy var debugFile = findDebugFile()
  /// The functions and other symbols of the image.
  public private(set) lazy var symbols = SymbolTable(elf: elf, debugFile: debugFile.file)
  private lazy var ownDebugInformation = DebugInformation(file: elf)
  private lazy var debugInformation = ownDebugInformation ?? debugFile.file.flatMap { DebugInformation(file: $0) }

  /// - Parameters:
  ///   - path: the image's path as its process sees it.
  ///   - root: prefix that leads to the files of that process, such as `/proc/PID/root`; empty for this machine's own.
  public init(elf: ELFFile, path: String, root: String = "") {
    self.elf = elf
    self.path = path
    self.root = root
  }

  public var hasSymbols: Bool { !symbols.isEmpty }
  /// True when, with its debug file, it has no symbols beyond those the dynamic linker needs.
  public var isStripped: Bool { ![elf, debugFile.file].contains { $0.map(SymbolReader.hasFullTable) ?? false } }
  public var hasDebugInformation: Bool { debugInformation != nil }
  /// One line for each separate debug file that was found and does not belong to the image.
  public var refusals: [String] { debugFile.refusals }

  /// The start of the function at a virtual address, by the symbol table.
  public func functionStart(at virtualAddress: UInt64) -> UInt64? { symbols.functionStart(at: virtualAddress) }

  /// The code of the function with exactly this name in the symbol table.
  public func functionRange(named name: String) -> Range<UInt64>? {
    guard let symbol = symbols.address(of: name), symbol.kind == .function else { return nil }
    return symbol.range
  }

  /// The functions at a virtual address: the innermost inlined one first, the one the symbol table names last.
  ///
  /// Empty when nothing is known of the address. Every frame but the last is inlined.
  public func frames(at virtualAddress: UInt64) -> [SymbolicatedFrame] {
    let symbol = symbols.function(at: virtualAddress)
    guard let answer = debugInformation?.answer(at: virtualAddress) else {
      return symbol.map { [SymbolicatedFrame(name: $0.name)] } ?? []
    }
    var frames: [SymbolicatedFrame] = []
    frames.reserveCapacity(answer.positions.count)
    for (function, position) in zip(answer.inlined, answer.positions) {
      frames.append(
        SymbolicatedFrame(
          name: function.name, file: position.file, line: position.line, column: position.column, declarationLine: function.declarationLine,
          declarationFile: function.declarationFile, isInlined: true))
    }
    if let position = answer.positions.last {
      frames.append(
        SymbolicatedFrame(
          name: symbol?.name ?? answer.function?.name ?? "", file: position.file, line: position.line, column: position.column,
          declarationLine: answer.function?.declarationLine ?? 0, declarationFile: answer.function?.declarationFile ?? ""))
    }
    return frames
  }

  /// Searches only for what the image itself lacks.
  private func findDebugFile() -> DebugFileLocator.Result {
    if ownDebugInformation != nil, SymbolReader.hasFullTable(elf) { return DebugFileLocator.Result() }
    return DebugFileLocator(root: root).locate(for: elf, path: path)
  }
}
