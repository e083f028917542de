import CUnwind
import Glibc
import Testing

@testable import Images

/// Where the fixtures were built.
private let fixtures =
  getenv("HEADROOM_FIXTURES").map { String(cString: $0) } ?? #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  + "/.build/fixtures"
private let hasFixtures = access("\(fixtures)/frameless", X_OK) == 0

/// Fixtures with known stacks, beside libunwind on the same stopped thread.
@Suite("The unwinder on fixtures", .serialized, .enabled(if: hasFixtures, "build them: Fixtures/Workloads/build.sh"))
struct FixtureUnwinderTests {
  /// Stops the fixture again and again until `enough` of the stacks that ours and libunwind's agree on.
  private func compare(_ fixture: String, stops: Int, until enough: ([UInt64], AddressSpace) -> Bool) throws {
    let process = try StoppedProcess(["\(fixtures)/\(fixture)", "--seconds", "60"])
    let space = AddressSpace(processID: process.processID, cache: ImageCache())
    var unwinder = Unwinder()
    var frames = FrameBuffer()
    var isEnough = false
    for stop in 0..<2_000 where stop < stops || !isEnough {
      usleep(1_000)
      try process.whileStopped {
        let registers = try process.registers()
        let stack = try process.stack(from: registers.stackPointer)
        frames.removeAll()
        let ending = stack.withUnsafeBytes {
          unwinder.unwind(registers, stack: $0, in: space, isReturnAddress: false, limit: 8192, into: &frames)
        }
        #expect(ending == .root)
        var oracle = [UInt64](repeating: 0, count: 8192)
        let count = headroom_unwind_ptrace(process.processID, &oracle, oracle.count)
        var expected = Array(oracle[..<max(0, Int(count))])
        // libunwind reports the null return address beyond the root as a frame of its own.
        if expected.last == 0 { expected.removeLast() }
        // libunwind finds no description of the vDSO, which is no file, and guesses.
        let isInKernelCode = space.lookup(registers.programCounter)?.image.path == "[vdso]"
        #expect(frames.programCounters == expected || isInKernelCode && names(frames.programCounters, space).last == "_start")
        if enough(frames.programCounters, space) { isEnough = true }
      }
    }
    #expect(isEnough, "no stop found the stack the test is about")
  }

  private func names(_ programCounters: [UInt64], _ space: AddressSpace) -> [String] {
    programCounters.enumerated().map { index, counter in
      let address = index == 0 ? counter : counter &- 1
      guard let region = space.lookup(address) else { return "" }
      return region.image.symbolizer?.symbols.function(at: address &- region.bias)?.name ?? ""
    }
  }

  @Test("finds the same callers as libunwind in code without frame pointers, through the C library's qsort too")
  func frameless() throws {
    var isDeep = false
    var isThroughLibrary = false
    try compare("frameless", stops: 60) { programCounters, space in
      let names = names(programCounters, space)
      if (1...7).allSatisfy({ level in names.contains { $0.contains("level\(level)") } }) { isDeep = true }
      if let compare = names.firstIndex(where: { $0.contains("7compare") }), let caller = names.firstIndex(where: { $0.contains("throughLibrary") }) {
        isThroughLibrary = isThroughLibrary || compare < caller && names[compare..<caller].contains { $0.contains("sort") }
      }
      return isDeep && isThroughLibrary
    }
  }

  @Test("finds exactly as many frames as libunwind two thousand calls deep")
  func deepRecursion() throws {
    try compare("deep-recursion", stops: 20) { programCounters, _ in programCounters.count >= 2_000 }
  }

  @Test("finds the same callers as libunwind below async functions")
  func asyncChain() throws {
    try compare("async-chain-static", stops: 30) { programCounters, _ in programCounters.count > 3 }
  }
}
