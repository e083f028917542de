import Images

/// What the memory of one Swift task says of it.
struct TaskRecord: Equatable {
  /// What a suspended task waits for.
  enum Dependency: Equatable {
    case task(UInt64)
    case continuation(UInt64)
    case group(UInt64)
    /// An executor's identity: an actor; 0 for the pool.
    case executor(UInt64)
  }

  var address: UInt64
  var id: UInt64
  var name = ""
  var isCancelled = false
  var isRunning = false
  var isEnqueued = false
  var isComplete = false
  var dependency: Dependency?
  /// The task it is a child of; 0 for none.
  var parent: UInt64 = 0
  var isGroupChild = false
  /// The function it begins with, to be believed only of a task that has not begun.
  var entry: UInt64 = 0
  /// Where it goes on, and its callers from there outwards; empty for a task that runs, whose thread knows better.
  var resumePCs: [UInt64] = []
}

extension TaskReader {
  /// Reads the task at `address`; nil when what lies there cannot be one.
  ///
  /// - Complexity: one read for the task, one for each status record and each caller.
  static func record(at address: UInt64, _ runtime: SwiftRuntime, _ memory: ProcessMemory) -> TaskRecord? {
    guard let layout = TaskLayout.version(runtime.layoutVersion), let bytes = memory.bytes(at: address, count: layout.size) else { return nil }
    func word(_ offset: Int) -> UInt64 { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) } }
    // A heap object's second word counts its references; this bit says that it is being destroyed.
    let references = word(8)
    guard word(0) == runtime.taskMetadata, references != 0, references & deinitingMask == 0, bytes[layout.jobFlags] == taskKind else { return nil }
    let status = word(layout.status)
    var record = TaskRecord(address: address, id: word(layout.idHigh) << 32 | word(layout.idLow) & 0xffff_ffff)
    record.isCancelled = status & layout.cancelledMask != 0
    record.isRunning = status & layout.runningMask != 0
    record.isEnqueued = status & layout.enqueuedMask != 0
    record.isComplete = status & layout.completeMask != 0
    if record.isComplete { return record }
    withUnsafeTemporaryAllocation(byteCount: nameLimit, alignment: 8) { name in
      record.name = String(decoding: name[..<readName(of: address, layout, memory, into: name)], as: UTF8.self)
    }
    let flags = UInt32(truncatingIfNeeded: word(layout.jobFlags))
    record.isGroupChild = flags & layout.groupChildMask != 0
    if flags & layout.childMask != 0 { record.parent = memory.word(at: address &+ UInt64(layout.parent)) ?? 0 }
    guard !record.isRunning else { return record }
    record.dependency = dependency(word(layout.statusList), layout, memory)
    guard chain(from: word(layout.resumeContext), memory, into: &record.resumePCs) else { return nil }
    // A continuation has a context of its own in front of its function's, which goes on at the same place.
    if record.resumePCs.first != word(layout.resumeFunction) { record.resumePCs.insert(word(layout.resumeFunction), at: 0) }
    record.entry = memory.word(at: word(layout.resumeContext) &- UInt64(layout.entry)) ?? 0
    return record
  }

  /// What the innermost dependency record of a list says.
  private static func dependency(_ list: UInt64, _ layout: TaskLayout, _ memory: ProcessMemory) -> TaskRecord.Dependency? {
    var record = list
    for _ in 0..<16 where record != 0 {
      guard let (kind, next) = memory.pair(at: record &+ UInt64(layout.recordKind)) else { return nil }
      if UInt8(truncatingIfNeeded: kind) == layout.dependencyKind {
        guard let what = memory.word(at: record &+ UInt64(layout.dependencyKindOffset)),
          let dependent = memory.word(at: record &+ UInt64(layout.dependent))
        else { return nil }
        switch UInt32(truncatingIfNeeded: what) {
        case 1: return .task(dependent)
        case 2: return .continuation(dependent)
        case 3: return .group(dependent)
        case 4: return .executor(dependent)
        default: return nil
        }
      }
      record = next
    }
    return nil
  }

  private static let deinitingMask: UInt64 = 1 << 32
  private static let taskKind: UInt8 = 0
}
