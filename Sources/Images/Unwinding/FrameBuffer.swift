/// The frames of one unwound stack as columns, leaf first, in memory that is used again.
public struct FrameBuffer {
  /// As found: the sampled program counter, then return addresses.
  public private(set) var programCounters: [UInt64] = []
  public private(set) var stackPointers: [UInt64] = []
  public private(set) var framePointers: [UInt64] = []
  /// The register that holds the async context at funclet entry, as it was in each frame; 0 where it is not known.
  public private(set) var asyncContexts: [UInt64] = []

  public init() {}

  public var count: Int { programCounters.count }

  public mutating func removeAll() {
    programCounters.removeAll(keepingCapacity: true)
    stackPointers.removeAll(keepingCapacity: true)
    framePointers.removeAll(keepingCapacity: true)
    asyncContexts.removeAll(keepingCapacity: true)
  }

  mutating func append(_ frame: Unwinder.Frame) {
    programCounters.append(frame.programCounter)
    stackPointers.append(frame.stackPointer)
    framePointers.append(frame.framePointer)
    asyncContexts.append(frame.asyncContext)
  }
}
