import CLinux
import Glibc
import Images

/// Reads the chain of a sample after the sample, and proves that it is the chain the thread had at the sample.
///
/// The reader is bound to the processor of the sample and is woken in the very interrupt that takes it, so the sampled thread has to give way
/// before it gets to its next instruction. That this is what happened is not taken for granted:
/// - the kernel's records say that the thread, having more to do, lost its processor at most `promptness` after its sample. Where a real-time
///   reader was woken while the thread was in the kernel, it cannot have got back out of it first, however long it took to lose its processor;
/// - its stack, from the stack pointer up to the funclet's frame, is now word for word what was copied at the sample;
/// - no ring says that it got a processor again before the chain was read to its end, and no ring can have lost such a record;
/// - the chain ends at a null parent.
/// Whatever does not fulfil all of that has no chain.
struct PerfProof {
  /// Nanoseconds between a sample, before its stack is copied, and the moment at which its thread has given way.
  static let promptness: UInt64 = 50_000
  /// The same in the kernel; later than that something else has happened.
  private static let kernelPromptness: UInt64 = 10_000_000

  /// The reader gets its processor whenever it wakes.
  var isRealTime = false

  private let rings: [PerfRing]
  private let own: Int
  private let scratches: [UnsafeMutableRawBufferPointer]
  private let chains: PerfChains
  /// Up to where each ring has been looked through.
  private var positions: [UInt64]
  private var entry = PerfChains.Entry()
  private let stack = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(PerfAttributes.stackSize), alignment: 8)

  /// - Parameters:
  ///   - rings: All rings; they are read ahead of who reads them for good.
  ///   - own: The one of the processor it is bound to.
  init(rings: [PerfRing], own: Int, chains: PerfChains) {
    // A sample must not be overwritten while other rings are looked through.
    let (ownScratch, otherScratch) = (PerfRing.makeScratch(), PerfRing.makeScratch())
    scratches = [ownScratch, otherScratch]
    self.rings = rings.indices.map { rings[$0].view(scratch: $0 == own ? ownScratch : otherScratch) }
    self.own = own
    self.chains = chains
    positions = rings.map(\.oldest)
  }

  func free() {
    for scratch in scratches { scratch.deallocate() }
    stack.deallocate()
  }

  /// Looks through what is new; keeps the chain of the last sample on the reader's own processor if it can be proved.
  mutating func look() {
    var sampled: (bytes: UnsafeRawBufferPointer, position: UInt64)?
    var leave: PerfSwitch?
    let head = rings[own].head
    walk(own, to: head) { bytes, position in
      switch PerfHeader(bytes)?.kind {
      case PERF_RECORD_SAMPLE.rawValue: (sampled, leave) = ((bytes, position), nil)
      case PERF_RECORD_SWITCH.rawValue: if sampled != nil, leave == nil { leave = PerfSwitch(bytes) }
      default: break
      }
    }
    guard let sampled, let leave, let sample = PerfSample.parse(sampled.bytes), hasGivenWay(sample, in: sampled.bytes, leave),
      let registers = sample.registers, let runtime = chains.runtime(of: sample.processID),
      let found = ChainHead.find(registers, stack: sample.stack, runners: runtime.jobRunners)
    else { return skipOthers() }
    let memory = ProcessMemory(processID: sample.processID)
    guard isUnchanged(sample.stack, at: registers.stackPointer, to: found.frameEnd, memory), read(found, runtime, memory),
      hasNotRun(sample.threadID, since: leave.time), rings[own].holds(sampled.position, head: rings[own].head)
    else { return }
    entry.time = sample.time
    entry.threadID = sample.threadID
    chains.add(&entry)
  }

  /// True when the thread cannot have come to its next instruction between its sample and the loss of its processor.
  private func hasGivenWay(_ sample: RawSample, in bytes: UnsafeRawBufferPointer, _ leave: PerfSwitch) -> Bool {
    guard !leave.isIn, leave.threadID == sample.threadID, leave.time >= sample.time else { return false }
    let isInKernel = (PerfHeader(bytes)?.flags ?? 0) & UInt16(PERF_RECORD_MISC_CPUMODE_MASK) == UInt16(PERF_RECORD_MISC_KERNEL)
    if isInKernel, isRealTime { return leave.time - sample.time <= Self.kernelPromptness }
    return leave.isPreempted && leave.time - sample.time <= Self.promptness
  }

  /// Calls `body` with every record from where the last walk ended; false when some were overwritten before.
  @discardableResult
  private mutating func walk(_ index: Int, to head: UInt64, _ body: (UnsafeRawBufferPointer, UInt64) -> Void) -> Bool {
    let ring = rings[index]
    let oldest = ring.oldest
    let isWhole = head &- positions[index] <= head &- oldest
    var position = isWhole ? positions[index] : oldest
    while position != head, let bytes = ring.record(at: position, head: head) {
      body(bytes, position)
      position &+= UInt64(bytes.count)
    }
    positions[index] = head
    return isWhole || index == own
  }

  /// What other rings say of earlier times is of no use for later samples.
  private mutating func skipOthers() {
    for index in rings.indices where index != own { positions[index] = rings[index].head }
  }

  /// True when the stack is still what was copied of it.
  private func isUnchanged(_ copy: UnsafeRawBufferPointer, at pointer: UInt64, to end: UInt64, _ memory: ProcessMemory) -> Bool {
    guard end > pointer, end - pointer <= UInt64(min(copy.count, stack.count)) else { return false }
    let count = Int(end - pointer)
    return memory.read(at: pointer, into: UnsafeMutableRawBufferPointer(rebasing: stack[..<count])) == count
      && memcmp(stack.baseAddress!, copy.baseAddress!, count) == 0
  }

  /// Reads chain and task; false when the chain has no end.
  private mutating func read(_ head: ChainHead, _ runtime: SwiftRuntime, _ memory: ProcessMemory) -> Bool {
    guard let root = TaskReader.root(ofChain: head.context, memory, into: &entry.resumePCs) else { return false }
    entry.context = head.context
    entry.source = head.source
    let task = entry.name.withUnsafeMutableBytes { TaskReader.task(ofRoot: root, runtime, memory, name: $0) }
    entry.task = task ?? TaskReader.Task(address: 0, id: 0, nameLength: 0)
    return true
  }

  /// True when no ring says that the thread got a processor after `time`, and none can have lost such a record.
  private mutating func hasNotRun(_ threadID: Int32, since time: UInt64) -> Bool {
    var hasRun = false
    for index in rings.indices {
      let head = rings[index].head
      let start = positions[index]
      let isWhole = walk(index, to: head) { bytes, _ in
        switch PerfHeader(bytes)?.kind {
        case PERF_RECORD_SWITCH.rawValue:
          if let change = PerfSwitch(bytes), change.threadID == threadID, change.isIn, change.time >= time { hasRun = true }
        case PERF_RECORD_LOST.rawValue: hasRun = true
        default: break
        }
      }
      guard isWhole, !hasRun, rings[index].holds(start, head: rings[index].head) else { return false }
    }
    return true
  }
}
