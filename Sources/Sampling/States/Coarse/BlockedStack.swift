import Images

/// Reads the stack of a thread that waits, without stopping it, from where /proc says that it waits.
///
/// Only the stack pointer and the program counter are known. That is enough where the code saves the registers it needs; where a function
/// finds its caller through a frame pointer that nobody below it has saved, the size of its frame is read from its first instructions.
struct BlockedStack {
  /// Program counters, leaf first: the leaf's as it is, return addresses reduced by one.
  private(set) var addresses: [UInt64] = []
  /// The walk did not reach the thread's outermost frame.
  private(set) var isTruncated = true

  private static let frameLimit = 8192
  /// Bytes of stack that are copied at first, and at most.
  private static let firstCopy = 16_384
  private static let largestCopy = 8 << 20
  private var bytes: [UInt8] = []
  private var unwinder = Unwinder()
  private var frames = FrameBuffer()

  /// Walks the stack. What it finds is to be believed only when the thread still waits in the same place afterwards.
  mutating func read(_ thread: BlockedThread, in space: AddressSpace) {
    let memory = ProcessMemory(processID: space.processID)
    var size = Self.firstCopy
    while true {
      copy(from: thread.stackPointer, size: size, memory)
      let needsMore = walk(thread, memory, space)
      // A copy that ends before its size ends with the stack.
      guard isTruncated, needsMore, bytes.count == size, size < Self.largestCopy else { return }
      size *= 8
    }
  }

  /// Nothing is known beyond the place where the thread waits.
  mutating func setLeaf(_ thread: BlockedThread) {
    addresses = [thread.programCounter]
    isTruncated = true
  }

  /// True when a larger copy could take the walk on.
  private mutating func walk(_ thread: BlockedThread, _ memory: ProcessMemory, _ space: AddressSpace) -> Bool {
    addresses = [thread.programCounter]
    isTruncated = true
    var registers = Registers()
    registers.programCounter = thread.programCounter
    registers.stackPointer = thread.stackPointer
    var isReturnAddress = false
    while addresses.count < Self.frameLimit {
      frames.removeAll()
      let offset = registers.stackPointer &- thread.stackPointer
      guard offset < UInt64(bytes.count) else { return true }
      let ending = bytes.withUnsafeBytes {
        unwinder.unwind(
          registers, stack: UnsafeRawBufferPointer(rebasing: $0[Int(offset)...]), in: space, isReturnAddress: isReturnAddress,
          limit: Self.frameLimit - addresses.count, into: &frames)
      }
      for returnAddress in frames.programCounters.dropFirst() { addresses.append(returnAddress &- 1) }
      isTruncated = ending != .root
      guard isTruncated, let last = frames.programCounters.indices.last else { return false }
      // With a frame pointer the walk has gone as far as it can.
      guard frames.framePointers[last] == 0 else { return true }
      registers.programCounter = frames.programCounters[last]
      registers.stackPointer = frames.stackPointers[last]
      isReturnAddress = isReturnAddress || last > 0
      guard let size = frameSize(at: registers.programCounter, memory, space) else { return true }
      registers.framePointer = registers.stackPointer &+ size
    }
    return false
  }

  private func frameSize(at address: UInt64, _ memory: ProcessMemory, _ space: AddressSpace) -> UInt64? {
    guard let region = space.lookup(address), let start = region.image.symbolizer?.functionStart(at: address &- 1 &- region.bias),
      let code = memory.bytes(at: start &+ region.bias, count: FramePrologue.length),
      // In the prologue itself the frame is not yet there.
      address &- start &- region.bias > UInt64(FramePrologue.length) / 4
    else { return nil }
    return FramePrologue.frameSize(code)
  }

  private mutating func copy(from address: UInt64, size: Int, _ memory: ProcessMemory) {
    bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = memory.read(at: address, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: size))
    }
  }
}
