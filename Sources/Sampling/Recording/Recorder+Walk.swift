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
      process.meet(sample.callchain[0])
      physical.addresses.append(sample.callchain[0])
      for returnAddress in sample.callchain.dropFirst() { physical.addresses.append(returnAddress &- 1) }
    }
    physical.isTruncated = sample.isTruncated
    if sample.isSuspended {
      physical.isChainProved = sample.asyncChain.isComplete
      return
    }
    if let registers = sample.registers { unwind(registers, sample.stack, from: walked, in: process) }
    guard let runtime = process.runtime, let funclet = physical.frameCalled(by: runtime.jobRunners) else { return }
    physical.funcletIndex = funclet
    let source = sample.asyncChain.isComplete ? provedSource(sample, funclet: funclet, walked: walked) : .none
    physical.isChainProved = source != .none
    physical.isChainFromRegister = source == .register
  }

  /// Goes on by CFI from where the collector's walk ended, or from the leaf.
  private func unwind(_ registers: Registers, _ stack: UnsafeRawBufferPointer, from walked: Int, in process: ProcessRecord) {
    let ending = unwinder.unwind(
      registers, stack: stack, in: process.space, isReturnAddress: walked > 1, limit: Self.frameLimit - walked, into: &frames)
    physical.isTruncated = ending != .root
    if ending != .root, let last = frames.programCounters.last { process.meet(last) }
    if walked == 0, let leaf = frames.programCounters.first { physical.addresses.append(leaf) }
    for returnAddress in frames.programCounters.dropFirst() { physical.addresses.append(returnAddress &- 1) }
  }

  /// Where the frame at `funclet` has the context that the chain was read from; none when it has it nowhere.
  private func provedSource(_ sample: RawSample, funclet: Int, walked: Int) -> AsyncChain.Source {
    let chain = sample.asyncChain
    switch chain.source {
    case .none: return .none
    // The collector saw the job runner itself.
    case .frame where chain.frameIndex >= 0 && walked > 0, .register where chain.frameIndex >= 0 && walked > 0:
      return funclet == chain.frameIndex ? chain.source : .none
    default:
      let index = walked == 0 ? funclet : funclet - (physical.addresses.count - frames.programCounters.count)
      return frames.source(of: chain.context, inFrame: index, stackPointer: sample.registers?.stackPointer, stack: sample.stack)
    }
  }
}
