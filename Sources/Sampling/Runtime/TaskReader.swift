import Images

/// Reads a thread's current Swift task and chains of async contexts while the thread is stopped.
struct TaskReader {
  /// Links beyond this are not followed.
  static let chainLimit = 256
  static let nameLimit = 64

  /// Id and name of a task.
  struct Task {
    var address: UInt64
    var id: UInt64
    /// Length of the name left in the buffer.
    var nameLength: Int
  }

  /// The current task of the thread with this thread pointer; nil outside a task. Its name is left in `name` (at least `nameLimit` bytes).
  static func task(threadPointer: UInt64, _ runtime: SwiftRuntime, _ memory: ProcessMemory, name: UnsafeMutableRawBufferPointer) -> Task? {
    guard let slot = address(of: runtime.taskSlot, threadPointer, memory), let task = memory.word(at: slot), task != 0 else { return nil }
    return self.task(at: task, runtime, memory, name: name)
  }

  /// The task at an address; nil when there is none.
  private static func task(at task: UInt64, _ runtime: SwiftRuntime, _ memory: ProcessMemory, name: UnsafeMutableRawBufferPointer) -> Task? {
    guard let layout = TaskLayout.version(runtime.layoutVersion), memory.word(at: task) == runtime.taskMetadata,
      let low = memory.word(at: task &+ UInt64(layout.idLow)), let high = memory.word(at: task &+ UInt64(layout.idHigh))
    else { return nil }
    return Task(
      address: task, id: high << 32 | low & 0xffff_ffff, nameLength: readName(of: task, layout, memory, into: name))
  }

  /// A task lies at most so far below its first context: the runtime allocates both as one, with room for the result between them.
  private static let taskRoom = 2048

  /// The task whose chain ends at the context `root`: the nearest one below it.
  static func task(ofRoot root: UInt64, _ runtime: SwiftRuntime, _ memory: ProcessMemory, name: UnsafeMutableRawBufferPointer) -> Task? {
    guard runtime.taskMetadata != 0, root % 8 == 0, root > UInt64(taskRoom) else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: taskRoom, alignment: 8) { room in
      // The page before may not be there: then what lies on the context's own is all there is.
      for start in [root - UInt64(taskRoom), root & ~4095] where start < root && root - start <= UInt64(taskRoom) {
        let count = Int(root - start)
        guard memory.read(at: start, into: UnsafeMutableRawBufferPointer(rebasing: room[..<count])) == count else { continue }
        for offset in stride(from: count - 8, through: 0, by: -8)
        where room.load(fromByteOffset: offset, as: UInt64.self) == runtime.taskMetadata {
          return task(at: start + UInt64(offset), runtime, memory, name: name)
        }
      }
      return nil
    }
  }

  /// Where a variable of the thread with this thread pointer is.
  static func address(of slot: SwiftRuntime.ThreadSlot?, _ threadPointer: UInt64, _ memory: ProcessMemory) -> UInt64? {
    switch slot {
    case nil: return nil
    case .threadPointer(let offset): return threadPointer &+ UInt64(bitPattern: offset)
    case .module(let id, let offset):
      guard let vector = memory.word(at: threadPointer &+ 8), let block = memory.word(at: vector &+ 16 &* id) else { return nil }
      return block &+ offset
    }
  }

  /// Leaves the task's name in `name`; returns its length.
  static func readName(of task: UInt64, _ layout: TaskLayout, _ memory: ProcessMemory, into name: UnsafeMutableRawBufferPointer) -> Int {
    guard var record = memory.word(at: task &+ UInt64(layout.statusList)) else { return 0 }
    for _ in 0..<16 where record != 0 {
      guard let kind = memory.word(at: record &+ UInt64(layout.recordKind)) else { return 0 }
      if UInt8(truncatingIfNeeded: kind) == layout.nameKind {
        guard let pointer = memory.word(at: record &+ UInt64(layout.namePointer)) else { return 0 }
        // A name at the end of a page must not fail because of what lies behind it.
        let room = min(nameLimit, 4096 - Int(pointer & 4095))
        var count = memory.read(at: pointer, into: UnsafeMutableRawBufferPointer(rebasing: name[..<room]))
        if count == room, !name[..<count].contains(0) {
          count += memory.read(at: pointer &+ UInt64(room), into: UnsafeMutableRawBufferPointer(rebasing: name[room..<nameLimit]))
        }
        return name[..<count].firstIndex(of: 0) ?? count
      }
      guard let next = memory.word(at: record &+ UInt64(layout.recordNext)) else { return 0 }
      record = next
    }
    return 0
  }

  /// Follows the chain from `context`, writing the resume functions to `resumePCs`; true when it ended at a null parent.
  static func chain(from context: UInt64, _ memory: ProcessMemory, into resumePCs: inout [UInt64]) -> Bool {
    root(ofChain: context, memory, into: &resumePCs) != nil
  }

  /// Follows the chain from `context`, writing the resume functions to `resumePCs`; the last context, if it ended at a null parent.
  static func root(ofChain context: UInt64, _ memory: ProcessMemory, into resumePCs: inout [UInt64]) -> UInt64? {
    resumePCs.removeAll(keepingCapacity: true)
    var context = context
    while context != 0, resumePCs.count < chainLimit, let (parent, resume) = memory.pair(at: context) {
      resumePCs.append(resume)
      if parent == 0 { return context }
      context = parent
    }
    return nil
  }
}
