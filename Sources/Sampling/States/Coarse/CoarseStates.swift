import Glibc
import Images

/// Tells how the threads of processes spend their time, waiting included, from what /proc tells anybody who may trace them: no privileges are
/// needed for one's own processes, and no thread is stopped.
///
/// Time on a processor and in the run queue is exact. What a thread waits for is seen at the ticks only: waits that are much shorter than the
/// time between two ticks are told in proportion, not one by one. Threads that live between two ticks are not seen.
///
/// Use from one thread.
public final class CoarseStates {
  private struct Key: Hashable {
    var processID: Int32
    var threadID: Int32
  }

  private var threads: [Key: WatchedThread] = [:]
  private var stack = BlockedStack()
  private let addressSpace: (Int32, UInt64) -> AddressSpace?
  /// When the list of threads was last read, CLOCK_MONOTONIC.
  private var listTimes: [Int32: UInt64] = [:]
  /// A thread has two files; one half of what may be open is left for others.
  private let mostOpenThreads: Int = {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? Int(clamping: limit.rlim_cur) / 4 : 256
  }()

  /// - Parameter addressSpace: What code a process has where, read again if it does not hold the address given; nil when that is not known.
  public init(addressSpace: @escaping (_ processID: Int32, _ address: UInt64) -> AddressSpace?) { self.addressSpace = addressSpace }

  /// Reads the address spaces by itself.
  public convenience init() {
    let spaces = OwnAddressSpaces()
    self.init { spaces.space(of: $0, holding: $1) }
  }

  deinit { for thread in threads.values { thread.close() } }

  /// Begins the account of every thread that is there.
  public func start(processIDs: [Int32]) {
    for processID in processIDs { list(processID, notBefore: nil) }
    look { _ in }
  }

  /// Looks at every thread. To be called some fifty times a second.
  ///
  /// - Parameters:
  ///   - processIDs: The processes of the target that are there. One that was not there at the last tick is a child, and its threads' whole
  ///     lives are taken account of where they began after that tick.
  ///   - deliver: Gets the account of each thread that has ended since the last tick, up to that tick.
  public func tick(processIDs: [Int32], deliver: (CoarseRow) -> Void) {
    let previous = listTimes.values.max()
    for processID in processIDs { list(processID, notBefore: listTimes[processID] ?? previous) }
    for processID in Set(listTimes.keys).subtracting(processIDs) {
      listTimes[processID] = nil
      for key in threads.keys where key.processID == processID { end(key, deliver) }
    }
    look(deliver)
  }

  /// Looks a last time; gives the account of every thread that was not delivered before.
  public func stop() -> [CoarseRow] {
    var rows: [CoarseRow] = []
    tick(processIDs: Array(listTimes.keys)) { rows.append($0) }
    for key in threads.keys { end(key) { rows.append($0) } }
    listTimes = [:]
    return rows
  }

  /// Begins the account of the threads of a process that are not known yet. Nothing that takes time is done between one and the next.
  private func list(_ processID: Int32, notBefore time: UInt64?) {
    let now = Clock.monotonic
    for threadID in ProcFile.numbers(in: "/proc/\(processID)/task") {
      let key = Key(processID: processID, threadID: threadID)
      guard threads[key] == nil else { continue }
      threads[key] = WatchedThread(
        processID: processID, threadID: threadID, notBefore: time, keepsFilesOpen: threads.count < mostOpenThreads)
    }
    listTimes[processID] = now
  }

  /// Looks at all threads first, and finds out only then what the new waits are for: the looks are to be at one instant, as far as possible,
  /// and before the work of this one makes others wait.
  private func look(_ deliver: (CoarseRow) -> Void) {
    stack.removeCopies()
    var ended: [Key] = []
    var glances: [(key: Key, glance: WatchedThread.Glance)] = []
    for key in threads.keys {
      switch threads[key]?.look(&stack) {
      case .new(let glance): glances.append((key, glance))
      case .ended: ended.append(key)
      case .known, nil: break
      }
    }
    for (key, glance) in glances {
      if !(threads[key]?.examine(glance, &stack, addressSpace) ?? true) { ended.append(key) }
    }
    for key in ended { end(key, deliver) }
  }

  private func end(_ key: Key, _ deliver: (CoarseRow) -> Void) {
    guard let thread = threads.removeValue(forKey: key) else { return }
    thread.close()
    for row in thread.rows() { deliver(row) }
  }
}

/// Address spaces that nobody else reads.
private final class OwnAddressSpaces {
  private let images = ImageCache()
  private var spaces: [Int32: (space: AddressSpace, readTime: UInt64)] = [:]
  /// What has no image now may have none for long: it is not looked for at every tick.
  private static let interval: UInt64 = 200_000_000

  func space(of processID: Int32, holding address: UInt64) -> AddressSpace? {
    let now = Clock.monotonic
    guard let known = spaces[processID] else {
      let space = AddressSpace(processID: processID, cache: images)
      spaces[processID] = (space, now)
      return space
    }
    if known.space.lookup(address) == nil, now &- known.readTime > Self.interval {
      known.space.refresh()
      spaces[processID] = (known.space, now)
    }
    return known.space
  }
}
