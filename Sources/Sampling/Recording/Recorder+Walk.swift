import Images

/// From a raw sample to the physical stack.
extension Recorder {
  /// More frames than this are cut, and the stack is marked as truncated.
  static let frameLimit = 8192

  /// Writes the sample's physical stack to `physical`.
  func walk(_ sample: RawSample, in process: ProcessRecord) {
    physical.removeAll()
    frames.removeAll()
    let walked = sample.callchain.count
    if walked > 0 {
      takeOver(sample, in: process)
    }
    let inserted = physical.addresses.count - walked
    if let registers = sample.registers {
      unwind(registers, sample.stack, from: walked, in: process)
    } else if walked > 0 {
      physical.isTruncated = sample.isTruncated
      if !sample.isTruncated, let tail = process.rootTails[sample.callchain[walked - 1]] {
        physical.addresses.append(contentsOf: tail)
      }
    }
    guard let runtime = process.runtime, let funclet = physical.frameCalled(by: runtime.jobRunners) else { return }
    physical.funcletIndex = funclet
    physical.isChainProved = sample.asyncChain.isComplete && proves(sample, funclet: funclet, walked: walked, inserted: inserted)
  }

  /// The part the collector walked itself, with the caller that a walk by frame pointers misses.
  private func takeOver(_ sample: RawSample, in process: ProcessRecord) {
    process.meet(sample.callchain[0])
    physical.addresses.append(sample.callchain[0])
    if let leaf = sample.leafRegisters,
      let caller = unwinder.callerOfLeaf(leaf, stack: sample.leafStack, in: process.space)
    {
      physical.addresses.append(caller.returnAddress &- 1)
      physical.isLeafFrameOfCaller = caller.framePointer == leaf.framePointer
    }
    for returnAddress in sample.callchain.dropFirst() { physical.addresses.append(returnAddress &- 1) }
  }

  /// Goes on by CFI from where the collector's walk ended, or from the leaf.
  private func unwind(_ registers: Registers, _ stack: UnsafeRawBufferPointer, from walked: Int, in process: ProcessRecord) {
    let ending = unwinder.unwind(
      registers, stack: stack, in: process.space, isReturnAddress: walked > 0, limit: Self.frameLimit - walked, into: &frames)
    physical.isTruncated = ending != .root
    if ending != .root, let last = frames.programCounters.last { process.meet(last) }
    if walked == 0, let leaf = frames.programCounters.first { physical.addresses.append(leaf) }
    let tailStart = physical.addresses.count
    for returnAddress in frames.programCounters.dropFirst() { physical.addresses.append(returnAddress &- 1) }
    if walked > 0, ending == .root { learnRoot(registers.programCounter, tail: physical.addresses[tailStart...], in: process) }
  }

  /// A return address in the C library's start code, with only start code beyond it, ends every stack that has it.
  private func learnRoot(_ returnAddress: UInt64, tail: ArraySlice<UInt64>, in process: ProcessRecord) {
    guard tail.count <= 3, process.rootTails[returnAddress] == nil, let image = process.space.lookup(returnAddress)?.image else { return }
    // `_start` is the program's own; everything before it is the C library's.
    for address in tail.dropLast() where process.space.lookup(address)?.image !== image { return }
    if tail.count == 1, let only = tail.first, process.space.lookup(only)?.image !== image { return }
    process.rootTails[returnAddress] = Array(tail)
    collector.learnedRoot(returnAddress: returnAddress, processID: process.processID)
  }

  /// True when the chain was read from the very context of the frame at `funclet`.
  private func proves(_ sample: RawSample, funclet: Int, walked: Int, inserted: Int) -> Bool {
    let chain = sample.asyncChain
    switch chain.source {
    case .none: return false
    case .frame where chain.frameIndex >= 0 && walked > 0:
      // The collector saw the job runner itself: the same frame, counted after the missing caller was put in. Where that is the funclet, the
      // slot was found through the frame pointer that the leaf left alone.
      if chain.frameIndex == 0, inserted > 0 { return funclet == 1 && physical.isLeafFrameOfCaller }
      return funclet == chain.frameIndex + inserted
    case .register where walked > 0 && frames.programCounters.isEmpty: return funclet == 0
    default: return matchesUnwound(chain.context, funclet: funclet, sample: sample, walked: walked)
    }
  }

  /// True when the frame at `funclet`, unwound by CFI, has `context` in its slot or in the register of the async context.
  private func matchesUnwound(_ context: UInt64, funclet: Int, sample: RawSample, walked: Int) -> Bool {
    let index = walked == 0 ? funclet : funclet - (physical.addresses.count - frames.programCounters.count)
    guard frames.programCounters.indices.contains(index) else { return false }
    if frames.asyncContexts[index] == context { return true }
    guard let registers = sample.registers else { return false }
    let slot = frames.framePointers[index] &+ UInt64(bitPattern: X86_64.asyncContextSlot) &- registers.stackPointer
    guard slot <= UInt64(sample.stack.count), sample.stack.count - Int(slot) >= 8 else { return false }
    return sample.stack.loadUnaligned(fromByteOffset: Int(slot), as: UInt64.self) == context
  }
}
