import Testing

@testable import Sampling

@Suite("Names of kernel functions")
struct KernelSymbolsTests {
  private static let text = """
    ffffffff81000040 T second_function
    ffffffff81000000 T first_function
    ffffffff81000050 D some_data
    ffffffff81000060 t local_function
    ffffffffc0200000 t module_function\t[a_module]
    ffffffffc0300000 W weak_function

    """

  private static func name(_ address: UInt64, _ text: String = text) -> String? { KernelSymbols(text: Array(text.utf8)).name(at: address) }

  @Test("are those of the last function at or before the address")
  func lookup() {
    #expect(Self.name(0xffff_ffff_8100_0000) == "first_function")
    #expect(Self.name(0xffff_ffff_8100_003f) == "first_function")
    #expect(Self.name(0xffff_ffff_8100_0040) == "second_function")
    // Data is no function.
    #expect(Self.name(0xffff_ffff_8100_0055) == "second_function")
    #expect(Self.name(0xffff_ffff_8100_0060) == "local_function")
    #expect(Self.name(0xffff_ffff_c030_0001) == "weak_function")
    #expect(Self.name(.max) == "weak_function")
  }

  @Test("do not carry the module's name")
  func module() { #expect(Self.name(0xffff_ffff_c020_0010) == "module_function") }

  @Test("are nil below the first function")
  func below() { #expect(Self.name(0x1000) == nil) }

  @Test("are nil everywhere when the kernel hides its addresses")
  func hidden() {
    #expect(Self.name(0xffff_ffff_8100_0000, "0000000000000000 T first_function\n0000000000000000 T second_function\n") == nil)
    #expect(Self.name(0xffff_ffff_8100_0000, "") == nil)
  }

  @Test("are read from any text without a trap, at every length of it")
  func malformed() {
    let bytes = Array(Self.text.utf8)
    for count in 0...bytes.count {
      _ = KernelSymbols(text: Array(bytes[..<count])).name(at: .max)
      _ = KernelSymbols(text: Array(bytes[count...])).name(at: .max)
    }
    for line in ["T", " T x", "ffffffff81000000", "ffffffff81000000 ", "ffffffff81000000 T", "ffffffff81000000 T ", "xyz T name", "\n\n", "\0 \0"] {
      #expect(Self.name(.max, line) == nil, "\(line)")
    }
    #expect(Self.name(.max, "ffffffff81000000 T x") == "x")
    #expect(Self.name(.max, "1ffffffff81000000 T longer_than_a_word") == "longer_than_a_word")
  }

  @Test("of this machine's own kernel name something, or are hidden")
  func real() {
    let symbols = KernelSymbols()
    if let name = symbols.name(at: 0xffff_ffff_ffff_f000) { #expect(!name.isEmpty) }
  }
}
