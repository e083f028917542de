import Images
import Synchronization

/// The chains that watchers have read, until their samples are delivered. Several threads use it.
///
/// It holds the latest ones, in memory that is used again.
final class PerfChains: Sendable {
  /// One sample's chain and task.
  struct Entry {
    var time: UInt64 = 0
    var threadID: Int32 = 0
    var context: UInt64 = 0
    var source = AsyncChain.Source.none
    var resumePCs: [UInt64] = []
    var task = TaskReader.Task(address: 0, id: 0, nameLength: 0)
    var name = [UInt8](repeating: 0, count: TaskReader.nameLimit)

    /// Calls `body` with the sample and what belongs to it.
    func withContents(addedTo base: RawSample, _ body: (RawSample) -> Void) {
      resumePCs.withUnsafeBufferPointer { resumePCs in
        name.withUnsafeBufferPointer { name in
          var sample = base
          sample.asyncChain.source = source
          sample.asyncChain.frameIndex = -1
          sample.asyncChain.context = context
          sample.asyncChain.resumePCs = resumePCs
          sample.asyncChain.isComplete = true
          sample.task = task.address
          sample.taskID = task.id
          sample.taskName = UnsafeBufferPointer(rebasing: name[..<task.nameLength])
          body(sample)
        }
      }
    }
  }

  private struct State {
    var entries: [Entry]
    var next = 0
  }

  private static let capacity = 256
  private let state = Mutex(State(entries: [Entry](repeating: Entry(), count: capacity)))
  /// What is known of the concurrency runtime of each process.
  private let runtimes = Mutex<[Int32: SwiftRuntime]>([:])

  /// Takes over an entry; the one it gives back in its place is to be filled next.
  func add(_ entry: inout Entry) {
    state.withLock { state in
      swap(&state.entries[state.next], &entry)
      state.next = (state.next + 1) % Self.capacity
    }
  }

  /// Takes the chain of a sample out, into `entry`; false when there is none.
  func take(time: UInt64, threadID: Int32, into entry: inout Entry) -> Bool {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.time == time && $0.threadID == threadID }) else { return false }
      entry.time = 0
      swap(&state.entries[index], &entry)
      return true
    }
  }

  var hasRuntimes: Bool { runtimes.withLock { !$0.isEmpty } }

  func runtime(of processID: Int32) -> SwiftRuntime? { runtimes.withLock { $0[processID] } }

  func setRuntime(_ runtime: SwiftRuntime?, of processID: Int32) { runtimes.withLock { $0[processID] = runtime } }
}
