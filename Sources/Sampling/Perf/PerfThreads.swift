import Glibc
import Images

/// The living threads of the processes that are sampled, as the kernel's records tell them, with their names.
struct PerfThreads {
  /// One thread.
  struct Thread {
    var processID: Int32
    /// At most 16 bytes, as the kernel keeps it.
    var name = InlineArray<16, UInt8>(repeating: 0)
    var nameLength = 0
    /// It was born during the recording and had no sample yet.
    var isUnseen = false

    mutating func setName(_ bytes: some Sequence<UInt8>) {
      nameLength = 0
      for byte in bytes.prefix(16) {
        name[nameLength] = byte
        nameLength += 1
      }
    }
  }

  private var threads: [Int32: Thread] = [:]
  private var counts: [Int32: Int] = [:]

  subscript(threadID: Int32) -> Thread? { threads[threadID] }

  /// How many threads of the process live.
  func count(of processID: Int32) -> Int { counts[processID] ?? 0 }

  /// A thread that is there already.
  mutating func add(_ threadID: Int32, processID: Int32) {
    var thread = Thread(processID: processID)
    thread.setName(ProcFile.line("/proc/\(processID)/task/\(threadID)/comm").utf8)
    insert(thread, threadID)
  }

  /// A thread that was born: it has its parent's name.
  mutating func start(_ threadID: Int32, processID: Int32, parent: Int32) {
    var thread = threads[parent] ?? Thread(processID: processID)
    thread.processID = processID
    thread.isUnseen = true
    insert(thread, threadID)
  }

  /// The thread has a sample.
  mutating func meet(_ threadID: Int32) { threads[threadID]?.isUnseen = false }

  mutating func rename(_ threadID: Int32, to name: some Sequence<UInt8>) { threads[threadID]?.setName(name) }

  /// The process runs a new program: all its threads are gone but one, which has the process's number.
  mutating func replace(_ processID: Int32, name: some Sequence<UInt8>) {
    threads = threads.filter { $0.value.processID != processID }
    counts[processID] = 0
    var thread = Thread(processID: processID)
    thread.setName(name)
    insert(thread, processID)
  }

  /// A thread has ended; true when it was the last one of its process.
  mutating func end(_ threadID: Int32) -> Bool {
    guard let thread = threads.removeValue(forKey: threadID) else { return false }
    let left = (counts[thread.processID] ?? 1) - 1
    counts[thread.processID] = left > 0 ? left : nil
    return left <= 0
  }

  private mutating func insert(_ thread: Thread, _ threadID: Int32) {
    if threads.updateValue(thread, forKey: threadID) == nil { counts[thread.processID, default: 0] += 1 }
  }
}
