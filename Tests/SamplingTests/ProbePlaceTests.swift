import Testing

@testable import Sampling

@Suite("Where a probe costs least")
struct ProbePlaceTests {
  private static let enqueueGlobal: [UInt8] = [0x48, 0x8b, 0x05, 1, 2, 3, 4, 0x48, 0x8b, 0x00, 0x48, 0x85, 0xc0, 0x74, 0x10]

  @Test("is the first instruction when that is a push")
  func push() {
    for register: UInt8 in 0x50...0x57 { #expect(ProbePlace.offset([register, 0x48, 0x89, 0xe5]) == 0) }
    for register: UInt8 in 0x50...0x57 { #expect(ProbePlace.offset([0x41, register]) == 0) }
  }

  @Test("is the jump of swift_task_enqueueGlobal, behind the test whether somebody overrides it")
  func behindHook() { #expect(ProbePlace.offset(Self.enqueueGlobal) == 13) }

  @Test("is the first jump or push behind instructions that change nothing but rax", arguments: [0x50, 0x55, 0x90, 0x75, 0xeb, 0xe9] as [UInt8])
  func behindHarmless(instruction: UInt8) {
    #expect(ProbePlace.offset([0x48, 0x8b, 0x05, 1, 2, 3, 4, instruction, 0x10, 0, 0]) == 7)
    #expect(ProbePlace.offset([0x48, 0x8b, 0x00, instruction, 0x10, 0, 0]) == 3)
    #expect(ProbePlace.offset([0x48, 0x85, 0xc0, instruction, 0x10, 0, 0]) == 3)
  }

  @Test("is a push with a prefix behind them too")
  func prefixedPush() { #expect(ProbePlace.offset([0x48, 0x85, 0xc0, 0x41, 0x56]) == 3) }

  @Test(
    "is the function's start when an instruction comes first that may change its arguments",
    arguments: [
      // mov %rdi,%rax; sub $8,%rsp; mov (%rax),%rcx; xor %edi,%edi; mov disp32(%rip),%rdi; endbr64; call
      [0x48, 0x89, 0xf8, 0x50], [0x48, 0x83, 0xec, 0x08, 0x50], [0x48, 0x8b, 0x08, 0x50], [0x31, 0xff, 0x50], [0x48, 0x8b, 0x3d, 0, 0, 0, 0, 0x50],
      [0xf3, 0x0f, 0x1e, 0xfa, 0x50], [0xe8, 0, 0, 0, 0, 0x50],
    ] as [[UInt8]])
  func unknown(code: [UInt8]) {
    #expect(ProbePlace.offset(code) == 0)
    // Also behind instructions that are known.
    #expect(ProbePlace.offset([0x48, 0x85, 0xc0] + code) == 0)
  }

  @Test("is the function's start when its code is not there, or ends before such an instruction")
  func cut() {
    #expect(ProbePlace.offset([]) == 0)
    for count in 0..<13 { #expect(ProbePlace.offset(Array(Self.enqueueGlobal.prefix(count))) == 0, "\(count) bytes") }
    #expect(ProbePlace.offset([0x41]) == 0)
  }

  @Test("lies within the code, whatever bytes it is made of")
  func anything() {
    var random = Damage(seed: 3)
    let bytes: [UInt8] = [0x48, 0x8b, 0x05, 0x00, 0x85, 0xc0, 0x74, 0x41, 0x50, 0x90, 0xff]
    for _ in 0..<20_000 {
      let code = (0..<random.next(33)).map { _ in bytes[random.next(bytes.count)] }
      #expect(ProbePlace.offset(code) < UInt64(max(1, code.count)))
    }
  }
}
