import Images
import Profiles

/// Makes the stacks a person would draw out of what was copied.
struct SnapshotStacks {
  let space: AddressSpace
  let runtime: SwiftRuntime?
  let names: SnapshotNames
  private var unwinder = Unwinder()
  private var buffer = FrameBuffer()
  private var physical = PhysicalStack()

  init(space: AddressSpace, runtime: SwiftRuntime?) {
    self.space = space
    self.runtime = runtime
    names = SnapshotNames(space: space)
  }

  /// A thread's stack with the async callers in it, and the names its own functions have in the symbol table; both leaf first.
  mutating func stack(of copy: ThreadCopy) -> (frames: [Snapshot.Frame], symbols: [String]) {
    let ending = walk(copy)
    guard !physical.addresses.isEmpty else { return ([], []) }
    let locations = physical.addresses.map { names.index(of: $0, isAsync: false) }
    let chain = copy.resumePCs.map { names.index(of: $0, isAsync: true) }
    var joined: [UInt32] = []
    locations.withUnsafeBufferPointer { locations in
      chain.withUnsafeBufferPointer { chain in
        var parts = RawStack.Parts(physical: locations)
        if let funclet = runtime.flatMap({ physical.frameCalled(by: $0.jobRunners) }) {
          parts.funcletIndex = funclet
          let source = copy.stack.withUnsafeBytes {
            buffer.source(of: copy.chain.context, inFrame: funclet, stackPointer: copy.registers.stackPointer, stack: $0)
          }
          if copy.chain.isComplete, source != .none { (parts.chain, parts.isChainFromRegister) = (chain, source == .register) }
        }
        _ = AsyncStack.join(parts, facts: { names.facts[Int($0)] }, into: &joined)
      }
    }
    var frames = joined.flatMap { names.frames[Int($0)] }
    if ending == .truncated { frames.append(Snapshot.Frame(name: "[truncated]", kind: .marker)) }
    return (frames, locations.map { names.symbols[Int($0)] })
  }

  /// The stack of a task that does not run: where it goes on, and its callers; nil when that cannot be a task's.
  func stack(of task: TaskRecord) -> [Snapshot.Frame]? {
    guard let last = task.resumePCs.last else { return nil }
    var frames: [Snapshot.Frame] = []
    for address in task.resumePCs {
      guard names.isCode(address) else { return nil }
      let index = Int(names.index(of: address, isAsync: true))
      let fact = names.facts[index]
      if fact.hasSymbols, !fact.isFunctionStart { return nil }
      if address == last, fact.hasSymbols, !fact.isChainRoot { return nil }
      frames += names.frames[index]
    }
    return (hasNotBegun(frames) ? entry(of: task) : []) + frames
  }

  /// True when the stack is that of a task that has not begun: the runtime's function that will call its own is all there is.
  func hasNotBegun(_ stack: [Snapshot.Frame]) -> Bool { stack.contains { Self.starters.contains($0.name) } }

  private static let starters: Set<String> = ["future_adapter", "non_future_adapter"]

  /// The function a task begins with.
  private func entry(of task: TaskRecord) -> [Snapshot.Frame] {
    guard names.isCode(task.entry) else { return [] }
    let index = Int(names.index(of: task.entry, isAsync: true))
    guard names.facts[index].isFunctionStart else { return [] }
    // All there is to show of such a task, even where it is only glue in front of a closure.
    var frames = names.frames[index]
    for position in frames.indices { frames[position].kind = .ordinary }
    return frames
  }

  /// Walks the copied stack into `physical`.
  private mutating func walk(_ copy: ThreadCopy) -> Unwinder.Ending {
    physical.removeAll()
    buffer.removeAll()
    guard copy.registers.programCounter != 0 else { return .root }
    let ending = copy.stack.withUnsafeBytes {
      unwinder.unwind(copy.registers, stack: $0, in: space, isReturnAddress: false, limit: Recorder.frameLimit, into: &buffer)
    }
    for (index, address) in buffer.programCounters.enumerated() { physical.addresses.append(index == 0 ? address : address &- 1) }
    return ending
  }
}
