import Testing

@testable import Images
@testable import Sampling

@Suite("The prologue of a funclet") struct FuncletPrologueTests {
  /// As `swiftc -O` 6.3.1 emits it: push rbp; push r14; lea 8(rsp),rbp; sub $24,rsp; mov rbp,rax; mov (r14),r13; sub $8,rax; mov r13,(rax).
  static let optimised: [UInt8] = [
    0x55, 0x41, 0x56, 0x48, 0x8d, 0x6c, 0x24, 0x08, 0x48, 0x83, 0xec, 0x18, 0x48, 0x89, 0xe8, 0x4d, 0x8b, 0x2e, 0x48, 0x83, 0xe8, 0x08, 0x4c,
    0x89, 0x28, 0x49, 0x8b, 0x45, 0x18,
  ]

  @Test("is stale up to the store of its own context")
  func store() { #expect(FuncletPrologue.staleLength(Self.optimised) == 23) }

  @Test("is not misled by room made on the stack")
  func stackPointer() {
    // sub $8,%rsp before, as where one more register is saved.
    #expect(FuncletPrologue.staleLength([0x48, 0x83, 0xec, 0x08] + Self.optimised) == 27)
  }

  @Test("may store relative to the frame pointer")
  func direct() { #expect(FuncletPrologue.staleLength([0x90, 0x48, 0x89, 0x4d, 0xf8, 0x90]) == 2) }

  @Test("of a stub has no store")
  func stub() {
    #expect(FuncletPrologue.staleLength([0x4d, 0x8b, 0x36, 0x49, 0x8b, 0x46, 0x08, 0xff, 0xe0]) == 96)
    #expect(FuncletPrologue.staleLength([]) == 96)
    #expect(FuncletPrologue.staleLength([0x48]) == 96)
  }

  @Test("is found in what this toolchain makes of a program")
  func real() throws {
    let elf = try ELFFile(path: TestProcess.fixturePath("async-chain"))
    let symbol = try #require(SymbolTable(elf: elf).address(of: "$s11async_chain5queryys6UInt64VSiYaFTQ0_"))
    #expect((10...60).contains(FuncletPrologue.staleLength(elf.code(at: symbol.address, count: FuncletPrologue.length))))
  }
}
