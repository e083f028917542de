import CBPF
import Images

/// One record of the ring buffer, read where it lies. Nothing in it is believed: every count is checked against the record's size.
enum BPFRecord {
  /// The event or sample in `bytes`; nil when the record is not one.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> CollectorEvent? {
    guard bytes.count >= 4 else { return nil }
    switch Int(bytes.loadUnaligned(as: UInt32.self)) {
    case Int(HEADROOM_SAMPLE.rawValue): return sample(bytes).map { .sample($0) }
    case Int(HEADROOM_STACK.rawValue): return sample(bytes).map { .waitStack(id: $0.weight, cause: cause(bytes), $0) }
    case Int(HEADROOM_TASK_NAME.rawValue): return name(bytes).map { .taskName(number: $0.number, name: $0.text) }
    case Int(HEADROOM_EXECUTOR.rawValue):
      return name(bytes).map { .executor(address: $0.number, type: $0.value, processID: $0.process) }
    case Int(HEADROOM_THREAD_END.rawValue): return threadEnd(bytes).map { .threadEnded($0) }
    case Int(HEADROOM_FORK.rawValue): return event(bytes).map { .processStarted(processID: $0.process, parent: $0.other) }
    case Int(HEADROOM_EXEC.rawValue): return event(bytes).map { .addressSpaceChanged(processID: $0.process) }
    case Int(HEADROOM_EXIT.rawValue): return event(bytes).map { .processExited(processID: $0.process) }
    default: return nil
    }
  }

  private static func event(_ bytes: UnsafeRawBufferPointer) -> headroom_event? {
    guard bytes.count >= MemoryLayout<headroom_event>.size else { return nil }
    return bytes.loadUnaligned(as: headroom_event.self)
  }

  private static func name(_ bytes: UnsafeRawBufferPointer) -> (number: UInt64, value: UInt64, process: Int32, text: UnsafeBufferPointer<UInt8>)? {
    guard bytes.count >= MemoryLayout<headroom_name>.size, let base = bytes.baseAddress else { return nil }
    let head = bytes.loadUnaligned(as: headroom_name.self)
    let text = text(base, MemoryLayout<headroom_name>.offset(of: \.text)!, limit: HEADROOM_NAME_LIMIT)
    return (head.number, head.value, head.process, text)
  }

  private static func threadEnd(_ bytes: UnsafeRawBufferPointer) -> ThreadAccount? {
    guard bytes.count >= MemoryLayout<headroom_thread_end>.size, let base = bytes.baseAddress else { return nil }
    let head = bytes.loadUnaligned(as: headroom_thread_end.self)
    let name = text(base, MemoryLayout<headroom_thread_end>.offset(of: \.name)!, limit: 16)
    return ThreadAccount(
      processID: head.process, threadID: head.thread, name: String(decoding: name, as: UTF8.self), first: head.first, last: head.last,
      running: head.running)
  }

  private static func cause(_ bytes: UnsafeRawBufferPointer) -> WaitCause {
    let head = bytes.loadUnaligned(as: headroom_sample.self)
    return WaitCause(systemCall: Int32(head.system_call), operation: head.operation, isUninterruptible: head.is_uninterruptible != 0)
  }

  private static func sample(_ bytes: UnsafeRawBufferPointer) -> RawSample? {
    let headSize = MemoryLayout<headroom_sample>.size
    guard bytes.count >= headSize, let base = bytes.baseAddress, UInt(bitPattern: base) % 8 == 0 else { return nil }
    let head = base.assumingMemoryBound(to: headroom_sample.self)
    var sections = WordSections(UnsafeRawBufferPointer(rebasing: bytes[headSize...]))
    guard let kernel = sections.next(head.pointee.kernel_count), let frames = sections.next(head.pointee.frame_count),
      let stack = sections.next(head.pointee.stack_count), let chain = sections.next(head.pointee.chain_count)
    else { return nil }

    var sample = RawSample(
      time: head.pointee.time, processID: head.pointee.process, threadID: head.pointee.thread, weight: head.pointee.weight)
    sample.threadName = text(base, MemoryLayout<headroom_sample>.offset(of: \.thread_name)!, limit: 16)
    sample.kernelCallchain = kernel
    sample.callchain = frames
    let flags = Int(head.pointee.flags)
    if flags & Int(HEADROOM_RESUMES.rawValue) != 0 {
      sample.registers = registers(base, MemoryLayout<headroom_sample>.offset(of: \.registers)!)
      sample.stack = UnsafeRawBufferPointer(stack)
    }
    sample.isInKernel = flags & Int(HEADROOM_IN_KERNEL.rawValue) != 0
    sample.isSuspended = flags & Int(HEADROOM_SUSPENDED.rawValue) != 0
    sample.executor = head.pointee.executor
    sample.executorType = head.pointee.executor_type
    sample.lock = head.pointee.lock
    sample.isTruncated = flags & Int(HEADROOM_TRUNCATED.rawValue) != 0
    sample.asyncChain.source = AsyncChain.Source(rawValue: UInt8(truncatingIfNeeded: head.pointee.chain_source)) ?? .none
    sample.asyncChain.frameIndex = Int(head.pointee.chain_frame)
    sample.asyncChain.context = head.pointee.context
    sample.asyncChain.resumePCs = chain
    sample.asyncChain.isComplete = flags & Int(HEADROOM_CHAIN_COMPLETE.rawValue) != 0
    sample.task = head.pointee.task
    sample.taskID = head.pointee.task_id
    let name = text(base, MemoryLayout<headroom_sample>.offset(of: \.task_name)!, limit: HEADROOM_NAME_LIMIT)
    sample.taskName = UnsafeBufferPointer(rebasing: name.prefix(Int(head.pointee.task_name_length)))
    return sample
  }

  private static func registers(_ base: UnsafeRawPointer, _ offset: Int) -> Registers {
    var registers = Registers()
    for number in 0..<17 { registers[number] = base.load(fromByteOffset: offset + number * 8, as: UInt64.self) }
    return registers
  }

  /// The bytes of a field up to its null.
  private static func text(_ base: UnsafeRawPointer, _ offset: Int, limit: Int) -> UnsafeBufferPointer<UInt8> {
    let bytes = UnsafeBufferPointer(start: (base + offset).assumingMemoryBound(to: UInt8.self), count: limit)
    return UnsafeBufferPointer(rebasing: bytes[..<(bytes.firstIndex(of: 0) ?? limit)])
  }
}

/// Consecutive sections of words.
private struct WordSections {
  private var rest: UnsafeBufferPointer<UInt64>

  init(_ bytes: UnsafeRawBufferPointer) {
    rest = UnsafeBufferPointer(start: bytes.baseAddress?.assumingMemoryBound(to: UInt64.self), count: bytes.count / 8)
  }

  /// The next `count` words; nil when there are not so many.
  mutating func next(_ count: UInt32) -> UnsafeBufferPointer<UInt64>? {
    guard Int(count) <= rest.count else { return nil }
    let section = UnsafeBufferPointer(rebasing: rest[..<Int(count)])
    rest = UnsafeBufferPointer(rebasing: rest[Int(count)...])
    return section
  }
}
