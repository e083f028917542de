import Glibc
import Testing

@testable import Images

/// How walks end, on a stopped program whose stack and rules are known to the byte.
@Suite("A walk", .serialized, .enabled(if: SymbolTestTools.clang != nil, "needs clang"))
struct UnwinderEndingTests {
  private let process: StoppedProcess
  private let space: AddressSpace
  private let symbols: SymbolTable
  private let registers: Registers
  private let stack: [UInt8]
  private let folder = SymbolTestFolder()

  init() throws {
    let program = try #require(AssemblyProgram.build(in: folder))
    process = try StoppedProcess([program])
    symbols = SymbolTable(elf: try ELFFile(path: program))
    space = AddressSpace(processID: process.processID, cache: ImageCache())
    let process = process
    (registers, stack) = try process.whileStopped {
      let registers = try process.registers()
      return (registers, try process.stack(from: registers.stackPointer))
    }
  }

  /// The frames and the ending of a walk.
  private func walk(
    _ registers: Registers, _ stack: [UInt8], isReturnAddress: Bool = false, limit: Int = 64
  ) -> (ending: Unwinder.Ending, frames: FrameBuffer) {
    var unwinder = Unwinder()
    var frames = FrameBuffer()
    let ending = stack.withUnsafeBytes {
      unwinder.unwind(registers, stack: $0, in: space, isReturnAddress: isReturnAddress, limit: limit, into: &frames)
    }
    return (ending, frames)
  }

  private func names(_ frames: FrameBuffer) -> [String] {
    frames.programCounters.enumerated().map { symbols.function(at: $1 - ($0 > 0 ? 1 : 0))?.name ?? "?" }
  }

  private func address(_ function: String) throws -> UInt64 { try #require(symbols.address(of: function)).address }

  @Test("reaches the root, and brings back frame pointers and async contexts of every frame")
  func root() throws {
    let (ending, frames) = walk(registers, stack)
    #expect(ending == .root)
    #expect(names(frames) == ["leaf", "inner", "outer", "_start"])
    #expect(frames.asyncContexts == [0x3333, 0x3333, 0x2222, 0x1111])
    #expect(Array(frames.framePointers.suffix(2)) == [0x7777, 0x7777])
    #expect(frames.stackPointers == frames.stackPointers.sorted())
    #expect(frames.stackPointers.first == registers.stackPointer)
  }

  @Test("is cut where the copy of the stack ends, never beyond it")
  func truncatedCopy() throws {
    let whole = walk(registers, stack).frames
    for count in 0...48 {
      let (ending, frames) = walk(registers, Array(stack[..<count]))
      // Return addresses at 0, 24 and 40: leaf's, inner's (behind r14 and the frame pointer), outer's (behind r14).
      let reached = [8, 32, 48].count { $0 <= count }
      #expect(frames.programCounters == Array(whole.programCounters[..<(1 + reached)]))
      #expect((ending == .root) == (reached == 3))
    }
  }

  @Test("is cut at its limit")
  func limit() {
    for limit in 0..<4 {
      let (ending, frames) = walk(registers, stack, limit: limit)
      #expect(ending == .truncated)
      #expect(frames.count == limit)
    }
    #expect(walk(registers, stack, limit: -1).frames.count == 0)
    #expect(walk(registers, stack, limit: 4).ending == .root)
  }

  @Test("is cut at code where nothing is mapped")
  func nowhere() {
    for counter: UInt64 in [0, 1, 0x10, .max] {
      var registers = registers
      registers.programCounter = counter
      let (ending, frames) = walk(registers, stack, isReturnAddress: true)
      #expect(ending == .truncated)
      #expect(frames.programCounters == [counter])
    }
  }

  @Test("leaves code without a description through the top of the stack only when it is the leaf")
  func undescribed() throws {
    var registers = registers
    registers.programCounter = try address("undescribed")
    let asLeaf = walk(registers, stack)
    #expect(asLeaf.ending == .root)
    #expect(names(asLeaf.frames) == ["undescribed", "inner", "outer", "_start"])
    registers.programCounter += 1
    let asCaller = walk(registers, stack, isReturnAddress: true)
    #expect(asCaller.ending == .truncated)
    #expect(asCaller.frames.count == 1)
    // Where the top of the stack leads nowhere it is not believed.
    registers.programCounter -= 1
    #expect(walk(registers, [UInt8](repeating: 0x11, count: 64)).ending == .truncated)
  }

  @Test("ends at a null return address")
  func nullReturn() {
    let (ending, frames) = walk(registers, [UInt8](repeating: 0, count: 64))
    #expect(ending == .root)
    #expect(names(frames) == ["leaf"])
  }

  @Test("is cut where a frame would not lie above its callee's")
  func noProgress() throws {
    var registers = registers
    // The CFA of `stuck` is the stack pointer itself: its caller would be where it is.
    registers.programCounter = try address("stuck")
    let here = Array(withUnsafeBytes(of: registers.programCounter) { $0 })
    let below = registers.stackPointer
    registers.stackPointer += 8
    #expect(walk(registers, here + here + here + here).ending == .truncated)
    // A frame pointer that points at itself, or below the stack pointer.
    registers.stackPointer = below
    registers.programCounter = try address("inner") + 6
    for pointer in [below, below - 16, below - 24, 0, .max, .max - 15] {
      registers.framePointer = pointer
      let frames = [registers.framePointer, registers.programCounter, registers.framePointer, registers.programCounter]
      let (ending, found) = walk(registers, frames.flatMap { withUnsafeBytes(of: $0) { Array($0) } })
      #expect(ending == .truncated)
      #expect(found.count <= 2)
    }
  }

  @Test("in a rule that nobody uses is cut")
  func otherRegister() throws {
    var registers = registers
    registers.programCounter = try address("elsewhere")
    // As a leaf it counts as undescribed; as a caller nothing is known of it.
    #expect(walk(registers, stack, isReturnAddress: true).ending == .truncated)
  }

  @Test("goes on from a signal's return to the interrupted code, with its registers")
  func signal() throws {
    var context = [UInt64](repeating: 0, count: 32)
    // struct ucontext: registers from byte 40 on, in the order of struct sigcontext.
    context[5 + 6] = 0x4444
    context[5 + 10] = registers.framePointer
    context[5 + 15] = registers.stackPointer
    context[5 + 16] = registers.programCounter
    var handler = registers
    handler.programCounter = try address("returned")
    handler.stackPointer = registers.stackPointer - UInt64(context.count * 8)
    let (ending, frames) = walk(handler, context.flatMap { withUnsafeBytes(of: $0) { Array($0) } } + stack)
    #expect(ending == .root)
    #expect(frames.programCounters[1] == registers.programCounter)
    #expect(Array(names(frames).dropFirst(2)) == ["inner", "outer", "_start"])
    #expect(frames.asyncContexts == [0x3333, 0x4444, 0x4444, 0x2222, 0x1111])
  }

  @Test("through random stacks always ends")
  func randomStacks() throws {
    var damage = Damage(seed: 3)
    let places = try ["leaf", "inner", "outer", "realigned", "returned", "stuck", "elsewhere", "undescribed"].map { try address($0) }
    for _ in 0..<2_000 {
      var registers = registers
      registers.programCounter = places[damage.next(places.count)] &+ UInt64(damage.next(16))
      registers.framePointer = registers.stackPointer &+ UInt64(damage.next(256))
      let words = (0..<64).map { _ in
        damage.next(2) == 0 ? registers.stackPointer &+ UInt64(damage.next(512)) : places[damage.next(places.count)] &+ UInt64(damage.next(16))
      }
      let (_, frames) = walk(registers, words.flatMap { withUnsafeBytes(of: $0) { Array($0) } }, limit: 100)
      #expect((1...100).contains(frames.count))
    }
  }
}
