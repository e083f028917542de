import CLinux
import Glibc
import Images

/// Unwinding of one real stack, again and again: every rule is in the cache.
enum UnwindPart {
  static func run(_ table: inout Table) throws {
    for fixture in ["deep-recursion", "frameless"] {
      let program = try Subprocess([try Bench.fixture(fixture), "--seconds", "20"])
      defer { program.stop() }
      try program.waitForOutput("ready")
      usleep(300_000)
      let (registers, stack) = try copyOfStack(program.processID)
      let space = AddressSpace(processID: program.processID, cache: ImageCache())
      var nanoseconds: [Double] = []
      var unwinder = Unwinder()
      var frames = FrameBuffer()
      for _ in 0..<15 {
        let start = now()
        var count = 0
        while count < 200_000 {
          frames.removeAll()
          let ending = stack.withUnsafeBytes {
            unwinder.unwind(registers, stack: $0, in: space, isReturnAddress: false, limit: 8192, into: &frames)
          }
          guard ending == .root else { throw BenchError("the stack of \(fixture) does not reach its root") }
          count += frames.count
        }
        nanoseconds.append(Double(now() - start) / Double(count))
      }
      let samples = Samples(Array(nanoseconds.dropFirst()))
      table.add(
        "unwinding by CFI, warm, \(fixture) (\(frames.count) frames)", bar: "≤ 150 ns per frame",
        measured: "\(samples.median.rounded(decimals: 1)) ns (\(samples.low.rounded(decimals: 1))–\(samples.high.rounded(decimals: 1)))",
        isMet: samples.median <= 150)
    }
  }

  /// Registers and stack of the only thread of a process, copied while it is stopped.
  private static func copyOfStack(_ processID: pid_t) throws(BenchError) -> (Registers, [UInt8]) {
    guard headroom_ptrace(Int(PTRACE_SEIZE.rawValue), processID, nil, nil) == 0,
      headroom_ptrace(Int(PTRACE_INTERRUPT.rawValue), processID, nil, nil) == 0
    else { throw BenchError("process \(processID) cannot be traced") }
    var status: Int32 = 0
    waitpid(processID, &status, 0)
    defer { _ = headroom_ptrace(Int(PTRACE_DETACH.rawValue), processID, nil, nil) }
    var raw = user_regs_struct()
    _ = headroom_ptrace(Int(PTRACE_GETREGS.rawValue), processID, nil, &raw)
    let registers = Registers(raw)
    let pointer = registers.stackPointer
    guard let entry = MemoryMap.read(processID: processID).first(where: { $0.start <= pointer && pointer < $0.end }),
      let stack = ProcessMemory(processID: processID).bytes(at: pointer, count: Int(entry.end - pointer))
    else { throw BenchError("the stack of process \(processID) cannot be read") }
    return (registers, stack)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
