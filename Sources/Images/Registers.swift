/// The integer registers of a stopped thread, by DWARF number.
///
/// On x86-64 (System V ABI, figure 3.36): rax rdx rcx rbx rsi rdi rbp rsp r8…r15 and 16 for the return address (rip).
public struct Registers: Sendable, Equatable {
  public var values: InlineArray<17, UInt64>

  public init() { values = InlineArray(repeating: 0) }

  public static func == (left: Registers, right: Registers) -> Bool {
    for index in 0..<17 where left.values[index] != right.values[index] { return false }
    return true
  }

  public subscript(number: Int) -> UInt64 {
    get { values[number] }
    set { values[number] = newValue }
  }
}

/// What differs between processor architectures; one file each.
public protocol Architecture {
  /// DWARF numbers.
  static var framePointer: Int { get }
  static var stackPointer: Int { get }
  static var programCounter: Int { get }
  /// The callee-saved register that code uses to find its frame where neither of the others can.
  static var base: Int { get }
  /// The register that holds the async context at the entry of an async funclet.
  static var asyncContext: Int { get }
  /// Where a funclet with a frame pointer keeps its async context, relative to the frame pointer.
  static var asyncContextSlot: Int64 { get }
  /// ELF `e_machine`.
  static var elfMachine: UInt16 { get }
  /// The breakpoint instruction, and how far beyond its start the program counter is when it was hit.
  static var breakpoint: [UInt8] { get }
  static var breakpointAdvance: UInt64 { get }
}

/// x86-64, System V ABI.
public enum X86_64: Architecture {
  public static let framePointer = 6
  public static let stackPointer = 7
  public static let programCounter = 16
  /// `rbx`
  public static let base = 3
  public static let asyncContext = 14
  public static let asyncContextSlot: Int64 = -8
  public static let elfMachine: UInt16 = 62
  /// `int3`
  public static let breakpoint: [UInt8] = [0xcc]
  public static let breakpointAdvance: UInt64 = 1
}

extension Registers {
  public var programCounter: UInt64 {
    get { self[X86_64.programCounter] }
    set { self[X86_64.programCounter] = newValue }
  }

  public var stackPointer: UInt64 {
    get { self[X86_64.stackPointer] }
    set { self[X86_64.stackPointer] = newValue }
  }

  public var framePointer: UInt64 {
    get { self[X86_64.framePointer] }
    set { self[X86_64.framePointer] = newValue }
  }
}
