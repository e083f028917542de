import Images

/// The place in a copied stack where the innermost async funclet keeps its context.
struct ChainHead {
  var context: UInt64
  var source: AsyncChain.Source
  /// The frame lies below this address.
  var frameEnd: UInt64

  /// Finds the head by frame pointers; nil when no frame was called by one of `runners`.
  ///
  /// - Parameter stack: The bytes from the stack pointer upwards.
  static func find(_ registers: Registers, stack: UnsafeRawBufferPointer, runners: [Range<UInt64>]) -> ChainHead? {
    func word(_ address: UInt64) -> UInt64? {
      let offset = address &- registers.stackPointer
      guard stack.count >= 8, offset <= UInt64(stack.count - 8) else { return nil }
      return stack.loadUnaligned(fromByteOffset: Int(offset), as: UInt64.self)
    }
    func isRunner(_ address: UInt64) -> Bool { runners.contains { $0.contains(address) } }
    // A funclet without a frame yet: the return address is at most two words above the stack pointer.
    for offset in [UInt64(0), 8, 16] {
      let place = registers.stackPointer &+ offset
      if let address = word(place), isRunner(address) {
        return ChainHead(context: registers[X86_64.asyncContext], source: .register, frameEnd: place &+ 8)
      }
    }
    var pointer = registers.framePointer
    for _ in 0..<Recorder.frameLimit {
      guard let next = word(pointer), let returnAddress = word(pointer &+ 8) else { return nil }
      if isRunner(returnAddress) {
        return word(pointer &+ UInt64(bitPattern: X86_64.asyncContextSlot)).map {
          ChainHead(context: $0, source: .frame, frameEnd: pointer &+ 16)
        }
      }
      guard next > pointer else { return nil }
      pointer = next
    }
    return nil
  }
}
