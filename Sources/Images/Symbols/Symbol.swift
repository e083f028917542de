/// One entry of an ELF symbol table.
public struct Symbol: Sendable, Equatable {
  public enum Kind: Sendable { case function, object, threadLocal, other }

  /// As in the symbol table: mangled, and with the suffixes compilers add.
  public var name: String
  /// File virtual address (before relocation); for a thread-local variable its offset in the image's block.
  public var address: UInt64
  /// Bytes. A function without a recorded size reaches to the next symbol or the end of its section.
  public var size: UInt64
  public var kind: Kind

  public var range: Range<UInt64> { address..<max(address, address &+ size) }
}
