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

  /// A copied piece of a stack.
  struct Copy {
    /// Address of the first byte in the process.
    var start: UInt64
    /// Where it is in `bytes`.
    var range: Range<Int>
  }

  private static let frameLimit = 8192
  /// Bytes of stack that are copied at first, and at most.
  private static let firstCopy = 8192
  private static let largestCopy = 8 << 20
  private var bytes: [UInt8] = []
  private var used = 0
  private var unwinder = Unwinder()
  private var frames = FrameBuffer()

  /// Forgets all copies.
  mutating func removeCopies() { used = 0 }

  /// Copies the innermost part of a thread's stack: all that has to be done while it is known to wait.
  mutating func copy(_ thread: BlockedThread, processID: Int32) -> Copy {
    copy(from: thread.stackPointer, size: Self.firstCopy, ProcessMemory(processID: processID))
  }

  /// Walks a copied stack. A larger copy, where it is needed, is believed when `isStillThere` says so after it was made.
  mutating func walk(_ thread: BlockedThread, _ copy: Copy, in space: AddressSpace, isStillThere: () -> Bool) {
    var copy = copy
    var size = Self.firstCopy
    // A copy that ends before its size ends with the stack.
    while !walk(thread, copy, space), copy.range.count == size, size < Self.largestCopy {
      size *= 8
      let former = used
      copy = self.copy(from: thread.stackPointer, size: size, ProcessMemory(processID: space.processID))
      used = former
      guard isStillThere() else { return setLeaf(thread) }
    }
  }

  /// Nothing is known beyond the place where the thread waits.
  mutating func setLeaf(_ thread: BlockedThread) {
    addresses = [thread.programCounter]
    isTruncated = true
  }

  /// True when it got to the root.
  private mutating func walk(_ thread: BlockedThread, _ copy: Copy, _ space: AddressSpace) -> Bool {
    setLeaf(thread)
    var registers = Registers()
    registers.programCounter = thread.programCounter
    registers.stackPointer = thread.stackPointer
    var isLeaf = true
    // What CFI alone has found is sure; beyond a frame that was looked for only a walk to the root is believed.
    var sureCount = 1
    while addresses.count < Self.frameLimit {
      unwind(registers, copy, isLeaf: isLeaf, space)
      guard isTruncated, let last = frames.programCounters.indices.last else { return true }
      if registers.framePointer == 0 { sureCount = addresses.count }
      guard frames.framePointers[last] == 0, last > 0 || isLeaf else { break }
      isLeaf = isLeaf && last == 0
      registers.programCounter = frames.programCounters[last]
      registers.stackPointer = frames.stackPointers[last]
      guard let framePointer = findFrame(registers, copy, isLeaf: isLeaf, space) else { break }
      registers.framePointer = framePointer
    }
    addresses.removeLast(addresses.count - sureCount)
    return false
  }

  private mutating func unwind(_ registers: Registers, _ copy: Copy, isLeaf: Bool, _ space: AddressSpace) {
    frames.removeAll()
    let skipped = min(Int(clamping: registers.stackPointer &- copy.start), copy.range.count)
    let ending = bytes.withUnsafeBytes {
      unwinder.unwind(
        registers, stack: UnsafeRawBufferPointer(rebasing: $0[copy.range].dropFirst(skipped)), in: space, isReturnAddress: !isLeaf,
        limit: Self.frameLimit - addresses.count, into: &frames)
    }
    for returnAddress in frames.programCounters.dropFirst() { addresses.append(returnAddress &- 1) }
    isTruncated = ending != .root
  }

  private func findFrame(_ registers: Registers, _ copy: Copy, isLeaf: Bool, _ space: AddressSpace) -> UInt64? {
    guard let finder = FrameFinder(programCounter: registers.programCounter, isLeaf: isLeaf, in: space) else { return nil }
    return bytes.withUnsafeBytes {
      finder.framePointer(stackPointer: registers.stackPointer, stack: UnsafeRawBufferPointer(rebasing: $0[copy.range]), start: copy.start)
    }
  }

  private mutating func copy(from address: UInt64, size: Int, _ memory: ProcessMemory) -> Copy {
    let offset = used
    if bytes.count < offset + size { bytes.append(contentsOf: repeatElement(0, count: max(bytes.count, offset + size - bytes.count))) }
    let count = bytes.withUnsafeMutableBytes { memory.read(at: address, into: UnsafeMutableRawBufferPointer(rebasing: $0[offset..<offset + size])) }
    used = offset + count
    return Copy(start: address, range: offset..<offset + count)
  }
}
