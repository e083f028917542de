import Images

/// Finds the frame of a function whose frame pointer is not known, by the code at its start and by the call that led to it.
struct FrameFinder {
  private let space: AddressSpace
  private let memory: ProcessMemory
  private let functionStart: UInt64
  /// From the stack pointer to the frame pointer, when the function has not moved the stack pointer since it has set up its frame.
  private let frameSize: UInt64
  /// Code that makes room for values of a size that only the running program knows moves it: so far above the frame is looked for.
  private static let searchLength: UInt64 = 4096

  /// nil when the function does not set up a frame pointer, or its start is not known.
  init?(programCounter: UInt64, isLeaf: Bool, in space: AddressSpace) {
    self.space = space
    memory = ProcessMemory(processID: space.processID)
    let address = isLeaf ? programCounter : programCounter &- 1
    guard let region = space.lookup(address), let start = region.image.symbolizer?.functionStart(at: address &- region.bias),
      let code = memory.bytes(at: start &+ region.bias, count: FramePrologue.length), let prologue = FramePrologue(code),
      address &- region.bias &- start >= UInt64(prologue.length)
    else { return nil }
    functionStart = start &+ region.bias
    frameSize = prologue.frameSize
  }

  /// The frame pointer; nil where nothing looks like the frame.
  ///
  /// Where it should be, the return address has to follow a call; further up, it has to follow a call of this very function.
  func framePointer(stackPointer: UInt64, stack: UnsafeRawBufferPointer, start: UInt64) -> UInt64? {
    var place = stackPointer &+ frameSize
    let end = place &+ Self.searchLength
    while place <= end, place &- start &+ 16 <= UInt64(stack.count) {
      let returnAddress = stack.loadUnaligned(fromByteOffset: Int(place &- start) + 8, as: UInt64.self)
      if space.lookup(returnAddress) != nil, let code = memory.bytes(at: returnAddress &- 7, count: 7) {
        let isExpected = place == stackPointer &+ frameSize
        if Self.target(code, returnAddress) == functionStart || (isExpected && Self.endsInCall(code)) { return place }
      }
      place &+= 8
    }
    return nil
  }

  /// What a direct call at the end of `code` calls.
  static func target(_ code: [UInt8], _ returnAddress: UInt64) -> UInt64? {
    guard code[2] == 0xe8 else { return nil }
    let offset = (0..<4).reduce(UInt32(0)) { $0 | UInt32(code[3 + $1]) << (8 * UInt32($1)) }
    return returnAddress &+ UInt64(bitPattern: Int64(Int32(bitPattern: offset)))
  }

  /// True when the last seven bytes end in a direct call or in one through a register or memory (opcode `ff /2`).
  static func endsInCall(_ code: [UInt8]) -> Bool {
    code[2] == 0xe8 || [5, 4, 3, 1, 0].contains { code[$0] == 0xff && (code[$0 + 1] >> 3) & 7 == 2 }
  }
}
