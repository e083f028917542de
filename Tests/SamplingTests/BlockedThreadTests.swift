import Testing

@testable import Sampling

@Suite("Where a thread waits")
struct BlockedThreadTests {
  private static func parse(_ text: String) -> BlockedThread.Look { Array(text.utf8).withUnsafeBytes { BlockedThread.parse($0) } }

  @Test("A system call with its arguments, stack pointer and program counter")
  func systemCall() throws {
    let text = "202 0x7f23a0001000 0x86 0x0 0x0 0x0 0x0 0x7ffd12345678 0x7f23a00f1827\n"
    guard case .waits(let thread) = Self.parse(text) else { throw TestFailure("\(Self.parse(text))") }
    #expect(thread.systemCall == 202 && thread.stackPointer == 0x7ffd_1234_5678 && thread.programCounter == 0x7f23_a00f_1827)
    #expect(thread.futexAddress == 0x7f23_a000_1000 && thread.futexOperation == 6 && thread.hasOwner)
  }

  @Test("Outside of a system call only the stack pointer and the program counter are known")
  func fault() throws {
    #expect(Self.parse("-1 0xABCDEF 0x10\n") == .waits(BlockedThread(systemCall: -1, stackPointer: 0xabcdef, programCounter: 0x10)))
  }

  @Test("A thread that runs, and text that is none of these")
  func others() {
    #expect(Self.parse("running\n") == .running)
    for text in ["", "\n", "x", "1 2", "999999999999 0x1 0x2", "0 0x0 0x0\n"] { #expect(Self.parse(text) == .refused) }
  }

  @Test("What is no futex has no lock")
  func noLock() {
    let thread = BlockedThread(systemCall: 0, first: 6, second: 6, stackPointer: 1, programCounter: 2)
    #expect(thread.futexAddress == 0 && thread.futexOperation == 0 && !thread.hasOwner)
  }

  @Test(
    "The size of a frame, from the code that sets it up",
    arguments: [
      // _dispatch_wait_on_address
      ([0x55, 0x48, 0x89, 0xe5, 0x41, 0x57, 0x41, 0x56, 0x41, 0x54, 0x53, 0x48, 0x83, 0xec, 0x20, 0x41, 0x89], 64),
      // _dispatch_futex_wait: `push %rax` makes room
      ([0x55, 0x48, 0x89, 0xe5, 0x41, 0x57, 0x41, 0x56, 0x53, 0x50, 0x89, 0xf3, 0x49, 0x89, 0xfe, 0x48, 0x85], 32),
      ([0x55, 0x48, 0x89, 0xe5, 0x48, 0x81, 0xec, 0x10, 0x02, 0, 0, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90], 0x210),
    ] as [([UInt8], UInt64)])
  func prologues(_ code: [UInt8], _ size: UInt64) {
    let code = code + [UInt8](repeating: 0x90, count: FramePrologue.length - code.count)
    #expect(FramePrologue(code)?.frameSize == size)
    #expect(FramePrologue([0x50] + code) == nil)
    #expect(FramePrologue([0x55]) == nil)
  }

  @Test("Calls before a return address")
  func calls() {
    let direct: [UInt8] = [0x90, 0x90, 0xe8, 0xfb, 0xff, 0xff, 0xff]
    #expect(FrameFinder.target(direct, 0x1000) == 0xffb && FrameFinder.endsInCall(direct))
    // call *%rax; call *-0x30(%rbp); call *disp(%rip)
    #expect(FrameFinder.endsInCall([0x90, 0x90, 0x90, 0x90, 0x90, 0xff, 0xd0]))
    #expect(FrameFinder.endsInCall([0x90, 0x90, 0x90, 0x90, 0xff, 0x55, 0xd0]))
    #expect(FrameFinder.endsInCall([0x90, 0xff, 0x15, 1, 2, 3, 4]))
    // jmp *%rax
    #expect(!FrameFinder.endsInCall([0x90, 0x90, 0x90, 0x90, 0x90, 0xff, 0xe0]))
  }
}
