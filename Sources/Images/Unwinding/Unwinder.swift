/// Walks a copied stack with the rules of its images.
///
/// Rules are kept in a direct-mapped cache by program counter, so that a warm step costs one lookup and two or three loads.
/// A value type with its own memory: one per recording thread.
public struct Unwinder {
  /// Why a walk ended.
  public enum Ending: Sendable {
    /// The outermost frame of the thread: its return address is undefined or null.
    case root
    /// The copy of the stack ended, the limit was reached, or nothing is known of some code.
    case truncated
  }

  /// The registers a step needs.
  struct Frame {
    var programCounter: UInt64
    var stackPointer: UInt64
    var framePointer: UInt64
    var asyncContext: UInt64
    /// 0 where it is not known.
    var base: UInt64
  }

  private struct CacheEntry {
    var programCounter: UInt64 = 0
    var generation: UInt32 = 0
    var rule = UnwindRule()
  }

  private static let cacheSize = 8192
  private var cache = [CacheEntry](repeating: CacheEntry(), count: Unwinder.cacheSize)

  public init() {}

  /// Walks from `registers` outwards and appends the frames, the first included.
  ///
  /// - Parameters:
  ///   - stack: The bytes from `registers.stackPointer` upwards.
  ///   - isReturnAddress: The first program counter is a return address and not where a thread was interrupted.
  ///   - limit: More frames than this are not walked.
  public mutating func unwind(
    _ registers: Registers, stack: UnsafeRawBufferPointer, in space: AddressSpace, isReturnAddress: Bool, limit: Int,
    into frames: inout FrameBuffer
  ) -> Ending {
    let memory = StackCopy(start: registers.stackPointer, bytes: stack)
    var frame = Frame(registers)
    var isExact = !isReturnAddress
    for _ in 0..<max(0, limit) {
      frames.append(frame)
      var rule = rule(at: isExact ? frame.programCounter : frame.programCounter &- 1, in: space)
      if rule.frame == .unknown, isExact { rule = ruleOfUndescribedLeaf(frame, memory, space) }
      if rule.frame == .unknown { rule = Self.ruleOfUndescribedFrame(frame, memory, space) }
      guard rule.frame != .root else { return .root }
      guard let caller = Self.step(frame, rule, memory) else { return .truncated }
      if caller.programCounter == 0 { return .root }
      // A caller's frame lies above its callee's, or the stack is not one.
      guard caller.stackPointer > frame.stackPointer || rule.frame == .signal else { return .truncated }
      isExact = rule.frame == .signal
      frame = caller
    }
    return .truncated
  }

  /// Hand-written code without a description (the system call in `clone`): as a leaf it has touched nothing, so its return address is at the
  /// stack pointer. Believed only where that leads to described code.
  private mutating func ruleOfUndescribedLeaf(_ frame: Frame, _ memory: StackCopy, _ space: AddressSpace) -> UnwindRule {
    let leaf = UnwindRule(frame: .stackPointer, offset: 8)
    guard space.lookup(frame.programCounter) != nil, let caller = Self.step(frame, leaf, memory),
      caller.programCounter == 0 || rule(at: caller.programCounter &- 1, in: space).frame != .unknown
    else { return UnwindRule() }
    return leaf
  }

  /// Compilers leave out the description of functions that cannot throw. Where the rest of the image keeps frame pointers these do too.
  /// Believed only where that leads to code.
  private static func ruleOfUndescribedFrame(_ frame: Frame, _ memory: StackCopy, _ space: AddressSpace) -> UnwindRule {
    guard let region = space.lookup(frame.programCounter), region.image.keepsFramePointers, let caller = step(frame, .framePointer, memory),
      space.lookup(caller.programCounter) != nil
    else { return UnwindRule() }
    return .framePointer
  }

  /// The rule at an address: from the cache, else from the image's table.
  @inline(__always)
  private mutating func rule(at address: UInt64, in space: AddressSpace) -> UnwindRule {
    let slot = Int(truncatingIfNeeded: (address &* 0x9e37_79b9_7f4a_7c15) >> 51)
    let generation = space.generation
    let known = cache[slot]
    if known.programCounter == address, known.generation == generation { return known.rule }
    let rule = Self.find(address, in: space)
    cache[slot] = CacheEntry(programCounter: address, generation: generation, rule: rule)
    return rule
  }

  private static func find(_ address: UInt64, in space: AddressSpace) -> UnwindRule {
    guard let region = space.lookup(address) else { return UnwindRule() }
    let table = region.image.unwindTable
    if !table.isEmpty { return table.rule(at: address &- region.bias) }
    // Nothing is known of the image: the frame pointer is the best guess there is.
    return .framePointer
  }

  /// One step outwards; nil when the copy of the stack does not reach so far or no rule is known.
  @inline(__always)
  private static func step(_ frame: Frame, _ rule: UnwindRule, _ memory: StackCopy) -> Frame? {
    let offset = UInt64(bitPattern: Int64(rule.offset))
    let address: UInt64
    switch rule.frame {
    case .stackPointer: address = frame.stackPointer &+ offset
    case .framePointer: address = frame.framePointer &+ offset
    case .framePointerIndirect:
      guard let word = memory.word(at: frame.framePointer &+ offset) else { return nil }
      address = word
    case .stackPointerIndirect:
      guard let word = memory.word(at: frame.stackPointer &+ offset) else { return nil }
      address = word
    case .baseRegister: address = frame.base &+ offset
    case .linkageTable: address = frame.stackPointer &+ (frame.programCounter & 15 >= 11 ? 16 : 8)
    case .signal: return interrupted(frame, memory)
    case .unknown, .root: return nil
    }
    guard let returnAddress = memory.word(at: address &- 8) else { return nil }
    var caller = Frame(
      programCounter: returnAddress, stackPointer: address, framePointer: frame.framePointer, asyncContext: frame.asyncContext,
      base: frame.base)
    // In an epilogue the place may already be below the stack pointer: then the register was popped and holds the caller's value again.
    if rule.framePointerOffset != 0 {
      let place = address &+ UInt64(bitPattern: Int64(rule.framePointerOffset))
      if place >= frame.stackPointer {
        guard let word = memory.word(at: place) else { return nil }
        caller.framePointer = word
      }
    }
    if rule.asyncContextOffset != 0 {
      let place = address &+ UInt64(bitPattern: Int64(rule.asyncContextOffset))
      if place >= frame.stackPointer { caller.asyncContext = memory.word(at: place) ?? 0 }
    }
    if rule.baseRegisterOffset != 0 {
      let place = address &+ UInt64(bitPattern: Int64(rule.baseRegisterOffset))
      if place >= frame.stackPointer { caller.base = memory.word(at: place) ?? 0 }
    }
    return caller
  }

  /// The code a signal interrupted: its registers are in the `ucontext` at the stack pointer (Linux, `struct sigcontext` at byte 40).
  private static func interrupted(_ frame: Frame, _ memory: StackCopy) -> Frame? {
    let context = frame.stackPointer &+ 40
    guard let asyncContext = memory.word(at: context &+ 48), let framePointer = memory.word(at: context &+ 80),
      let base = memory.word(at: context &+ 88),
      let stackPointer = memory.word(at: context &+ 120), let programCounter = memory.word(at: context &+ 128)
    else { return nil }
    return Frame(
      programCounter: programCounter, stackPointer: stackPointer, framePointer: framePointer, asyncContext: asyncContext, base: base)
  }
}

extension Unwinder.Frame {
  init(_ registers: Registers) {
    programCounter = registers.programCounter
    stackPointer = registers.stackPointer
    framePointer = registers.framePointer
    asyncContext = registers[X86_64.asyncContext]
    base = registers[X86_64.base]
  }
}

/// A copied piece of a thread's stack.
private struct StackCopy {
  /// Address of the first byte in the process.
  let start: UInt64
  let bytes: UnsafeRawBufferPointer

  /// The word at an address of the process; nil outside the copy.
  @inline(__always)
  func word(at address: UInt64) -> UInt64? {
    let offset = address &- start
    guard bytes.count >= 8, offset <= UInt64(bytes.count - 8) else { return nil }
    return bytes.loadUnaligned(fromByteOffset: Int(offset), as: UInt64.self)
  }
}
