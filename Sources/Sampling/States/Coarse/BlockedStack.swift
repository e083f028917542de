import Images

/// Reads the stack of a thread that waits, without stopping it, from where /proc says that it waits.
///
/// Only the stack pointer and the program counter are known. That is enough where the code saves the registers it needs. Where a function
/// finds its caller through a frame pointer that nobody below it has saved, `FrameFinder` looks for the frame.
struct BlockedStack {
  /// Program counters, leaf first: the leaf's as it is, return addresses reduced by one.
  private(set) var addresses: [UInt64] = []
  /// The walk did not reach the thread's outermost frame.
  private(set) var isTruncated = true

  private static let frameLimit = 8192
  /// Bytes of stack that are copied at first, and at most.
  private static let firstCopy = 16_384
  private static let largestCopy = 8 << 20
  /// How much of `bytes` is copied, and from where.
  private var count = 0
  private var start: UInt64 = 0
  private var bytes: [UInt8] = []
  private var unwinder = Unwinder()
  private var frames = FrameBuffer()

  /// Copies the innermost part of a thread's stack: all that has to be done while it is known to wait.
  mutating func copy(_ thread: BlockedThread, processID: Int32) {
    copy(from: thread.stackPointer, size: Self.firstCopy, ProcessMemory(processID: processID))
  }

  /// Walks the copied stack. A larger copy, where it is needed, is believed when `isStillThere` says so after it was made.
  mutating func walk(_ thread: BlockedThread, in space: AddressSpace, isStillThere: () -> Bool) {
    var size = Self.firstCopy
    // A copy that ends before its size ends with the stack.
    while !walk(thread, space), count == size, size < Self.largestCopy {
      size *= 8
      copy(from: thread.stackPointer, size: size, ProcessMemory(processID: space.processID))
      guard isStillThere() else { return setLeaf(thread) }
    }
  }

  /// Nothing is known beyond the place where the thread waits.
  mutating func setLeaf(_ thread: BlockedThread) {
    addresses = [thread.programCounter]
    isTruncated = true
  }

  /// True when it got to the root.
  private mutating func walk(_ thread: BlockedThread, _ space: AddressSpace) -> Bool {
    setLeaf(thread)
    var registers = Registers()
    registers.programCounter = thread.programCounter
    registers.stackPointer = thread.stackPointer
    var isLeaf = true
    // What CFI alone has found is sure; beyond a frame that was looked for only a walk to the root is believed.
    var sureCount = 1
    while addresses.count < Self.frameLimit {
      unwind(registers, isLeaf: isLeaf, space)
      guard isTruncated, let last = frames.programCounters.indices.last else { return true }
      if registers.framePointer == 0 { sureCount = addresses.count }
      guard frames.framePointers[last] == 0, last > 0 || isLeaf else { break }
      isLeaf = isLeaf && last == 0
      registers.programCounter = frames.programCounters[last]
      registers.stackPointer = frames.stackPointers[last]
      guard let framePointer = findFrame(registers, isLeaf: isLeaf, space) else { break }
      registers.framePointer = framePointer
    }
    addresses.removeLast(addresses.count - sureCount)
    return false
  }

  private mutating func unwind(_ registers: Registers, isLeaf: Bool, _ space: AddressSpace) {
    frames.removeAll()
    let offset = Int(clamping: registers.stackPointer &- start)
    let ending = bytes.withUnsafeBytes { copied in
      unwinder.unwind(
        registers, stack: UnsafeRawBufferPointer(rebasing: copied[min(offset, count)..<count]), in: space, isReturnAddress: !isLeaf,
        limit: Self.frameLimit - addresses.count, into: &frames)
    }
    for returnAddress in frames.programCounters.dropFirst() { addresses.append(returnAddress &- 1) }
    isTruncated = ending != .root
  }

  private func findFrame(_ registers: Registers, isLeaf: Bool, _ space: AddressSpace) -> UInt64? {
    guard let finder = FrameFinder(programCounter: registers.programCounter, isLeaf: isLeaf, in: space) else { return nil }
    return bytes.withUnsafeBytes { copied in
      finder.framePointer(stackPointer: registers.stackPointer, stack: UnsafeRawBufferPointer(rebasing: copied[..<count]), start: start)
    }
  }

  private mutating func copy(from address: UInt64, size: Int, _ memory: ProcessMemory) {
    if bytes.count < size { bytes = [UInt8](repeating: 0, count: size) }
    start = address
    count = bytes.withUnsafeMutableBytes { memory.read(at: address, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<size])) }
  }
}
