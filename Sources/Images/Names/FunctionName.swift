import Profiles

/// What a symbol's name says to a reader.
public struct FunctionName: Sendable, Equatable {
  /// The function as a person wrote it, `Type.method(label:)`: specialisations, thunks, partial applies, outlined and merged code and the
  /// funclets of an async function all carry the name of the function they were made from.
  public var display: String
  /// The demangler's full text; the name itself when it is not mangled.
  public var demangled: String
  public var kind: FunctionKind
  /// True for the parts of an async function that run after an `await` (`TQ`) or a change of executor (`TY`).
  public var isAsyncFunclet: Bool
  /// True for a function whose type is `async`: its first part. The getter of an async property does not say so in its name.
  public var isAsyncEntry: Bool

  init(display: String, demangled: String, kind: FunctionKind = .ordinary, isAsyncFunclet: Bool = false, isAsyncEntry: Bool = false) {
    self.display = display
    self.demangled = demangled
    self.kind = kind
    self.isAsyncFunclet = isAsyncFunclet
    self.isAsyncEntry = isAsyncEntry
  }

  /// Reads a name from a symbol table: Swift, C++ (and Rust's older mangling, which is the same), or any other, which is left as it is.
  ///
  /// Names that only look mangled are left as they are too. Call it once per distinct name and keep the answer.
  public static func simplify(_ mangled: String) -> FunctionName {
    var name =
      if SwiftName.isMangled(mangled) {
        SwiftName.simplify(mangled)
      } else if isMangledCxx(mangled) {
        CxxName.simplify(mangled)
      } else {
        plain(mangled)
      }
    if SchedulerFunctions.contains(name) { name.kind = .scheduler }
    return name
  }

  /// True for a name that compilers make and people do not read.
  static func isMangled(_ name: String) -> Bool { SwiftName.isMangled(name) || isMangledCxx(name) }

  private static func isMangledCxx(_ name: String) -> Bool { name.hasPrefix("_Z") || name.hasPrefix("__Z") }

  static func plain(_ name: String) -> FunctionName {
    // glibc's name for its own use of a function it exports.
    let own = name.hasPrefix("__GI_") ? String(name.dropFirst(5)) : name
    return FunctionName(display: String(SymbolSuffix.removed(from: own[...])), demangled: own)
  }
}
