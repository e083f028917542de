import CLinux
import Glibc
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("Stacks of threads that wait")
  struct BlockedStackTests {
    /// The stack of a thread by its registers, which it has to be stopped for.
    private static func stoppedStack(_ threadID: Int32, in space: AddressSpace) throws -> [UInt64] {
      guard headroom_ptrace(Int(PTRACE_SEIZE.rawValue), threadID, nil, nil) == 0 else { throw TestFailure("thread \(threadID) cannot be traced") }
      _ = headroom_ptrace(Int(PTRACE_INTERRUPT.rawValue), threadID, nil, nil)
      var status: Int32 = 0
      waitpid(threadID, &status, Int32(__WALL))
      defer { _ = headroom_ptrace(Int(PTRACE_DETACH.rawValue), threadID, nil, nil) }
      var raw = user_regs_struct()
      guard headroom_ptrace(Int(PTRACE_GETREGS.rawValue), threadID, nil, &raw) == 0 else { throw TestFailure("no registers of \(threadID)") }
      let registers = Registers(raw)
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      let count = bytes.withUnsafeMutableBytes { ProcessMemory(processID: space.processID).read(at: registers.stackPointer, into: $0) }
      var unwinder = Unwinder()
      var frames = FrameBuffer()
      _ = bytes.withUnsafeBytes {
        unwinder.unwind(
          registers, stack: UnsafeRawBufferPointer(rebasing: $0[..<count]), in: space, isReturnAddress: false, limit: 1000, into: &frames)
      }
      return frames.programCounters.enumerated().map { $0.offset == 0 ? $0.element : $0.element - 1 }
    }

    @Test(
      "Without its registers a waiting thread has the same stack as with them",
      arguments: [["deadlock"], ["deadlock", "--pool"], ["pool-exhausted", "--block-us", "60000000"], ["http-server"], ["lock-convoy"], ["io-mix"]])
    func sameAsStopped(_ words: [String]) throws {
      let process = try TestProcess([try TestProcess.fixturePath(words[0])] + words.dropFirst() + ["--seconds", "0"])
      try process.waitFor("ready")
      usleep(300_000)
      let recording = CoarseRecording(process.processID, milliseconds: 200)
      let space = AddressSpace(processID: process.processID, cache: ImageCache())
      var compared = 0
      for threadID in ProcFile.numbers(in: "/proc/\(process.processID)/task") {
        // Only what waits for the same all the time can be compared.
        let rows = recording.rows.filter { $0.threadID == threadID }
        guard rows.count == 1, let row = rows.first, row.kind == .blocked else { continue }
        let stopped = try Self.stoppedStack(threadID, in: space)
        #expect(row.stack == stopped && !row.isTruncated, "\(row.threadName): \(recording.functions(row))")
        compared += 1
      }
      #expect(compared > 0)
    }
  }
}
