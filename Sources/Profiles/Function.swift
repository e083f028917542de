/// One function as a person wrote it.
public struct Function: Sendable, Hashable {
  /// Readable name; specialisations, thunks and async funclets carry the name of the function they were made from.
  public var name: String
  /// The name in the symbol table (mangled); empty when there is none.
  public var systemName: String
  /// Source file as the debug information spells it; empty when unknown.
  public var file: String
  /// Line of the declaration; 0 when unknown.
  public var startLine: Int
  public var kind: FunctionKind

  public init(name: String, systemName: String = "", file: String = "", startLine: Int = 0, kind: FunctionKind = .ordinary) {
    self.name = name
    self.systemName = systemName
    self.file = file
    self.startLine = startLine
    self.kind = kind
  }
}

/// What a function is to a reader; decides whether reports show it by default.
public enum FunctionKind: UInt8, Sendable, Hashable, CaseIterable {
  /// A function a person wrote, or a library's.
  case ordinary = 0
  /// Reabstraction thunks, partial applies, protocol witnesses: compiler-made glue between two ordinary functions.
  case thunk = 1
  /// The Swift concurrency runtime and the thread pool beneath a task: job runners, executors, dispatch workers, thread start.
  case scheduler = 2
  /// A frame in the kernel.
  case kernel = 3
  /// A marker that is not code: `[truncated]`, `[unknown]`.
  case marker = 4
}

/// A code address, with the functions (several when some are inlined) that it belongs to.
public struct Location: Sendable, Hashable {
  /// Index into `Profile.mappings`; nil when the address is in no known mapping.
  public var mapping: Int?
  /// Address in the process. For a return address, one less: it lies in the calling instruction.
  public var address: UInt64
  /// Innermost inlined function first; the last one is the function that really occupies the address.
  public var lines: [Line]
  /// True when the frame was reached through the async context chain and not by the physical stack.
  public var isAsync: Bool
  /// pprof's flag that one function here may stand for several identical ones.
  public var isFolded: Bool

  public init(mapping: Int?, address: UInt64, lines: [Line] = [], isAsync: Bool = false, isFolded: Bool = false) {
    self.mapping = mapping
    self.address = address
    self.lines = lines
    self.isAsync = isAsync
    self.isFolded = isFolded
  }
}

/// A function and the line in it.
public struct Line: Sendable, Hashable {
  /// Index into `Profile.functions`.
  public var function: Int
  /// 1-based; 0 when unknown.
  public var line: Int
  /// 1-based; 0 when unknown.
  public var column: Int

  public init(function: Int, line: Int = 0, column: Int = 0) {
    self.function = function
    self.line = line
    self.column = column
  }
}
