import CUnwind
import Glibc
import Testing

@testable import Images

/// The unwinder beside libunwind on the same stopped thread.
@Suite("Unwinder")
struct UnwinderTests {
  /// Programs with different kinds of stacks; all without frame pointers in the C library.
  static let programs: [[String]] = [
    ["python3", "-c", "f=lambda n:f(n-1) if n else sum(i*i for i in range(200))\nwhile True: f(50)"],
    ["python3", "-c", "import re\nwhile True: re.sub('(a+)+$', 'b', 'aaaaaaaaaaaaaaa!')"],
    ["perl", "-e", "sub f { my $n = shift; return $n ? f($n - 1) + 1 : length(join ',', sort { $a <=> $b } 1..50); } while (1) { f(30); }"],
    ["sh", "-c", "while :; do :; done"],
    ["sleep", "60"],
  ]

  @Test("finds the same callers as libunwind at every stop", arguments: programs)
  func agreesWithOracle(_ words: [String]) throws {
    let process = try StoppedProcess(words)
    let space = AddressSpace(processID: process.processID, cache: ImageCache())
    var unwinder = Unwinder()
    var frames = FrameBuffer()
    for _ in 0..<60 {
      usleep(2_000)
      try process.whileStopped {
        // A script's interpreter may have replaced itself or loaded a library since the last stop.
        space.refresh()
        let registers = try process.registers()
        let stack = try process.stack(from: registers.stackPointer)
        frames.removeAll()
        let ending = stack.withUnsafeBytes {
          unwinder.unwind(registers, stack: $0, in: space, isReturnAddress: false, limit: 4096, into: &frames)
        }
        #expect(ending == .root)
        var oracle = [UInt64](repeating: 0, count: 4096)
        let count = headroom_unwind_ptrace(process.processID, &oracle, oracle.count)
        #expect(count > 0)
        var expected = Array(oracle[..<max(0, Int(count))])
        // libunwind reports the null return address beyond the root as a frame of its own.
        if expected.last == 0 { expected.removeLast() }
        #expect(frames.programCounters == expected)
      }
    }
  }
}
