import Images

extension FrameBuffer {
  /// Where a frame, unwound by CFI, has an async context: in its slot, in the register of the async context, or nowhere.
  ///
  /// - Parameters:
  ///   - stackPointer: Where `stack`, the copy of the stack, begins.
  func source(of context: UInt64, inFrame index: Int, stackPointer: UInt64?, stack: UnsafeRawBufferPointer) -> AsyncChain.Source {
    guard programCounters.indices.contains(index) else { return .none }
    if let stackPointer {
      let slot = framePointers[index] &+ UInt64(bitPattern: X86_64.asyncContextSlot) &- stackPointer
      if slot <= UInt64(stack.count), stack.count - Int(slot) >= 8, stack.loadUnaligned(fromByteOffset: Int(slot), as: UInt64.self) == context {
        return .frame
      }
    }
    return asyncContexts[index] == context ? .register : .none
  }
}
