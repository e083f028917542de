import CLinux
import Glibc

/// The open events and rings of one recording: an event for every thread and processor, a ring for every processor into which all its events
/// write.
///
/// A ring belongs to an event of its own that never counts: it does not depend on how long any thread lives.
final class PerfEvents {
  private(set) var attributes: PerfAttributes
  private(set) var rings: [PerfRing] = []
  /// The events that own the rings; they can be waited for.
  private(set) var owners: [Int32] = []
  private let processors: [Int]
  private var descriptors: [Int32] = []
  private let scratch = PerfRing.makeScratch()
  private var lostUntilClosed: UInt64 = 0

  /// - Parameters:
  ///   - threadID: A thread of the target, on which the attributes are tried.
  ///   - ringSize: Bytes of each ring, a power of two; fewer when the kernel does not give so many.
  init(_ wanted: PerfAttributes, threadID: Int32, processID: Int32) throws(SamplingError) {
    processors = BPFCollector.processors()
    let (accepted, code) = wanted.accepted(for: threadID, processor: processors[0])
    guard let accepted else { throw PerfCollector.refusal(processID, code) }
    // Everything has a value from here on: what throws below is cleaned up by `deinit`.
    attributes = accepted
    for processor in processors {
      var event = PerfAttributes.owner(ringSize: attributes.ringSize)
      let owner = Int32(headroom_perf_event_open(&event, 0, Int32(processor), -1, UInt(PERF_FLAG_FD_CLOEXEC)))
      guard owner >= 0 else { throw PerfCollector.refusal(processID, errno) }
      owners.append(owner)
      rings.append(try Self.map(owner, &attributes.ringSize, scratch))
    }
  }

  /// The rings that were mapped first may be larger than the last ones: what the kernel lets a user lock in memory is a sum.
  private static func map(_ owner: Int32, _ size: inout Int, _ scratch: UnsafeMutableRawBufferPointer) throws(SamplingError) -> PerfRing {
    while true {
      if let ring = PerfRing(owner, dataSize: size, scratch: scratch) { return ring }
      guard size > 64 << 10 else { break }
      size /= 2
    }
    throw SamplingError(
      .systemCall, "the ring buffers of the perf collector cannot be mapped: \(String(cString: strerror(errno)))",
      remedy: "sudo sysctl kernel.perf_event_mlock_kb=2048, or use --collector ptrace")
  }

  deinit {
    endWatchers()
    close()
    for ring in rings { ring.unmap() }
    scratch.deallocate()
    for owner in owners { Glibc.close(owner) }
  }

  /// Begins to sample a thread, and all that are born of it from now on; false when it is gone.
  func open(_ threadID: Int32, processID: Int32) throws(SamplingError) -> Bool {
    var event = attributes.event
    var isOpen = false
    for (index, processor) in processors.enumerated() {
      // The output is set before the event begins to count: not even the first record is lost.
      let flags = UInt(PERF_FLAG_FD_CLOEXEC | PERF_FLAG_FD_OUTPUT | PERF_FLAG_FD_NO_GROUP)
      var descriptor = headroom_perf_event_open(&event, threadID, Int32(processor), owners[index], flags)
      if descriptor < 0, errno == EMFILE, Self.raiseFileLimit() {
        descriptor = headroom_perf_event_open(&event, threadID, Int32(processor), owners[index], flags)
      }
      if descriptor >= 0 {
        descriptors.append(Int32(descriptor))
        isOpen = true
      } else if errno == ESRCH {
        return false
      } else if errno != ENODEV {
        // A processor that went offline has no threads; anything else is an obstacle.
        throw PerfCollector.refusal(processID, errno)
      }
    }
    return isOpen
  }

  /// What the events could not write, as far as the kernel counts it.
  var lost: UInt64 { lostUntilClosed + descriptors.reduce(0) { $0 + Self.lost($1) } }

  private static func lost(_ descriptor: Int32) -> UInt64 {
    var values: (count: UInt64, lost: UInt64) = (0, 0)
    return read(descriptor, &values, 16) == 16 ? values.lost : 0
  }

  private var watchers: [PerfWatcher] = []

  /// Starts a thread for each processor that reads the chains of its samples.
  func watch(_ chains: PerfChains) {
    for (index, processor) in processors.enumerated() {
      let proof = PerfProof(rings: rings, own: index, chains: chains)
      if let watcher = PerfWatcher(processor: processor, owner: owners[index], proof: proof) { watchers.append(watcher) }
    }
  }

  private func endWatchers() {
    for watcher in watchers { watcher.end() }
    watchers = []
  }

  /// Ends all events; what is in the rings can still be read.
  func close() {
    if attributes.countsLost { lostUntilClosed = lost }
    for descriptor in descriptors { Glibc.close(descriptor) }
    descriptors = []
    endWatchers()
  }

  /// Waits until a ring is half full, at most so many milliseconds.
  func wait(_ milliseconds: Int32) {
    // Events that wake at every sample wake those who watch for that.
    guard !attributes.wakesAlways else {
      usleep(UInt32(max(0, milliseconds)) * 1000)
      return
    }
    var waits = owners.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = poll(&waits, nfds_t(waits.count), milliseconds)
  }

  /// The position up to which each ring has been written.
  func heads(into heads: inout [UInt64]) {
    heads.removeAll(keepingCapacity: true)
    for ring in rings { heads.append(ring.head) }
  }

  /// The threads whose births are told in what was not read yet.
  func startedThreads() -> Set<Int32> {
    var started: Set<Int32> = []
    for ring in rings {
      let head = ring.head
      var position = ring.tail
      while let bytes = ring.record(at: position, head: head) {
        if case .started(let thread, _)? = PerfRecord.parse(bytes) { started.insert(thread.threadID) }
        position &+= UInt64(bytes.count)
      }
    }
    return started
  }

  /// The first record of a ring that was not given back.
  func next(_ index: Int, head: UInt64) -> UnsafeRawBufferPointer? { rings[index].next(head: head) }

  /// Gives that record back.
  func release(_ index: Int, size: Int) { rings[index].release(to: rings[index].tail &+ UInt64(size)) }

  /// Allows as many open files as an ordinary user may ask for; false when that is what there was.
  private static func raiseFileLimit() -> Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return false }
    limit.rlim_cur = limit.rlim_max
    return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
  }
}
