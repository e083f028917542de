/// How to get from one frame to its caller at one place in the code. The registers kept are those the next step needs.
///
/// CFA is the canonical frame address, DWARF 5 section 6.4: the stack pointer before the call.
public struct UnwindRule: Hashable, Sendable {
  /// How the CFA is found.
  public enum Frame: UInt8, Sendable {
    /// Nothing is known.
    case unknown
    /// Stack pointer + offset.
    case stackPointer
    /// Frame pointer + offset.
    case framePointer
    /// The word at frame pointer + offset (functions that align their stack).
    case framePointerIndirect
    /// The word at stack pointer + offset.
    case stackPointerIndirect
    /// Base register + offset (the loader's lazy binding, which moves the stack pointer by an amount found at run time).
    case baseRegister
    /// The procedure linkage table: stack pointer + 8, and 8 more from byte 11 of each 16-byte entry.
    case linkageTable
    /// A signal handler's return: every register is in the `ucontext` at the stack pointer.
    case signal
    /// The outermost frame: its return address is undefined.
    case root
  }

  public var frame = Frame.unknown
  /// Where the caller's frame pointer is, relative to the CFA; 0 when it is unchanged.
  public var framePointerOffset: Int16 = 0
  /// Where the caller's async context register is, relative to the CFA; 0 when it is unchanged.
  public var asyncContextOffset: Int16 = 0
  /// Where the caller's base register is, relative to the CFA; 0 when it is unchanged.
  public var baseRegisterOffset: Int16 = 0
  /// Added for the CFA.
  public var offset: Int32 = 0

  /// The frame of a function that keeps a frame pointer, anywhere between its prologue and its epilogue.
  static let framePointer = UnwindRule(frame: .framePointer, framePointerOffset: -16, offset: 16)
}
