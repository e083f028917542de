import Images

/// Copies threads that are stopped.
struct ThreadCopier {
  let memory: ProcessMemory
  let space: AddressSpace
  let runtime: SwiftRuntime?
  let map: [MapEntry]
  private var stopped = StoppedThread()
  private var unwinder = Unwinder()
  private var frames = FrameBuffer()

  init(space: AddressSpace, runtime: SwiftRuntime?, map: [MapEntry]) {
    memory = ProcessMemory(processID: space.processID)
    self.space = space
    self.runtime = runtime
    self.map = map
  }

  /// Copies one thread. One that could not be stopped waits in the kernel, which tells where.
  ///
  /// - Parameter turns: How often it had been given a processor before it was stopped; nil when it was not ready to run.
  mutating func copy(_ threadID: Int32, _ facts: ThreadFacts, turns: UInt64?, isStopped: Bool) -> ThreadCopy {
    var copy = ThreadCopy(threadID: threadID, facts: facts)
    if isStopped, stopped.readRegisters(threadID) {
      copy.isStopped = true
      copy.registers = stopped.registers
      if let (call, isInterrupted) = ThreadCopy.call(stopped) {
        // A wait may have come to its end after the thread was told to stop and before it was given a processor for that.
        if isInterrupted || facts.isWaiting { copy.call = call } else { copy.isInKernel = true }
      }
      if let turns { copy.wasQueued = copy.call == nil && ThreadFacts.turns(space.processID, threadID) > turns }
      stopped.readStack(memory, end: stackEnd(copy.registers.stackPointer))
      copy.stack = stopped.withCopy { Array($1) }
      if let runtime { readTask(runtime, &copy) }
    } else if let found = SystemCall.read(space.processID, threadID) {
      copy.call = found.call
      copy.registers.stackPointer = found.stackPointer
      copy.registers.programCounter = found.programCounter
      let end = stackEnd(found.stackPointer)
      let count = Int(min(max(end, found.stackPointer) - found.stackPointer, UInt64(StoppedThread.stackLimit)))
      copy.stack = memory.bytes(at: found.stackPointer, count: count) ?? []
    }
    if let call = copy.call, call.number == SystemCalls.futex || call.number == SystemCalls.restart {
      copy.probe = LockProbe(call.arguments.0, threadID: threadID, memory)
    }
    return copy
  }

  /// Reads the current task, the actor and the async callers.
  private mutating func readTask(_ runtime: SwiftRuntime, _ copy: inout ThreadCopy) {
    copy.task = stopped.readTask(runtime, memory)?.address ?? 0
    if let slot = TaskReader.address(of: runtime.executorSlot, stopped.threadPointer, memory), let record = memory.word(at: slot), record != 0 {
      copy.actor = memory.word(at: record) ?? 0
    }
    guard let head = stopped.chainHead(runtime.jobRunners) ?? (copy.task == 0 ? nil : unwoundChainHead(runtime)) else { return }
    copy.chain.source = head.source
    copy.chain.context = head.context
    copy.chain.isComplete = TaskReader.chain(from: head.context, memory, into: &copy.resumePCs)
  }

  /// The head of the chain where code keeps no frame pointers.
  private mutating func unwoundChainHead(_ runtime: SwiftRuntime) -> (context: UInt64, source: AsyncChain.Source)? {
    frames.removeAll()
    _ = stopped.withCopy { registers, stack in
      unwinder.unwind(registers, stack: stack, in: space, isReturnAddress: false, limit: 256, into: &frames)
    }
    for index in frames.programCounters.indices.dropFirst() {
      let caller = frames.programCounters[index]
      if runtime.jobRunners.contains(where: { $0.contains(caller) }) { return (frames.asyncContexts[index - 1], .register) }
    }
    return nil
  }

  /// The end of the mapping that holds an address; the map is sorted.
  private func stackEnd(_ pointer: UInt64) -> UInt64 {
    var low = 0
    var high = map.count
    while low < high {
      let middle = (low + high) / 2
      if map[middle].end <= pointer { low = middle + 1 } else { high = middle }
    }
    return low < map.count && map[low].start <= pointer ? map[low].end : 0
  }
}
