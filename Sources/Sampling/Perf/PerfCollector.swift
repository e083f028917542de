import Glibc
import Images

/// Samples by events of the kernel that count one thread's time each (`perf_event_open(2)`). Needs no privileges for one's own processes.
///
/// The kernel copies registers and stack at every tick of a thread's clock; the recorder unwinds them. It has to set up these events again at
/// every context switch, which costs a busy server more than the bpf collector does.
public final class PerfCollector: Collector {
  public let name = CollectorName.perf
  private var target = CollectorTarget(processID: 0)
  private var events: PerfEvents?
  private var threads = PerfThreads()
  private var changed: Set<Int32> = []
  private var heads: [UInt64] = []
  private var times: [UInt64] = []
  private var isStopped = false
  private var tally = PerfTally()
  private let wantedRingSize: Int?
  /// Chains are read and proved.
  private var isProving = false
  private let chains = PerfChains()
  private var chain = PerfChains.Entry()

  /// - Parameter ringSize: Bytes of each processor's ring; nil for what suits the frequency.
  init(ringSize: Int?) { wantedRingSize = ringSize }

  public convenience init() { self.init(ringSize: nil) }

  public var clock: String {
    let attributes = events?.attributes
    return "\(attributes?.clockName ?? "cpu-clock") (software, per thread\(attributes?.excludesKernel == true ? ", user space only" : ""))"
  }

  public var notes: [String] {
    tally.notes(excludesKernel: events?.attributes.excludesKernel == true) + (isProving || chains.hasRuntimes ? [noteOnChains] : [])
  }

  private var noteOnChains: String {
    if isProving {
      return "perf shows async callers and tasks only of samples whose thread gave way at once; --collector bpf or ptrace shows those of all"
    }
    let why = target.frequency > Self.frequencyLimit ? "above \(Self.frequencyLimit) Hz" : "of a program that begins later"
    return "perf shows no async callers and tasks \(why); use --collector bpf or ptrace"
  }

  public var counters: CollectorCounters {
    var counters = CollectorCounters()
    let damages = events?.rings.reduce(0) { $0 + $1.damages } ?? 0
    counters.lost = tally.unreadable + damages + (events?.attributes.countsLost == true ? events?.lost ?? 0 : tally.lost)
    return counters
  }

  public func start(_ target: CollectorTarget) throws(SamplingError) {
    self.target = target
    let frequency = max(1, target.frequency)
    var attributes = PerfAttributes(
      period: UInt64(1_000_000_000 / frequency), isInheritedByThreadsOnly: !target.includesChildren,
      ringSize: wantedRingSize ?? Self.ringSize(frequency: frequency))
    isProving = chains.hasRuntimes && frequency <= Self.frequencyLimit
    attributes.tellsSwitches = isProving
    attributes.wakesAlways = isProving
    guard let first = ProcFile.numbers(in: "/proc/\(target.processID)/task").first else { throw PerfCollector.refusal(target.processID, ESRCH) }
    let events = try PerfEvents(attributes, threadID: first, processID: target.processID)
    self.events = events
    let room = events.attributes.ringSize / (Int(PerfAttributes.stackSize) + 512)
    interval = max(1, min(50, 500 * room / frequency))
    if isProving { events.watch(chains) }
    try openThreads(events)
    guard threads.count(of: target.processID) > 0 else { throw PerfCollector.refusal(target.processID, ESRCH) }
  }

  /// Samples are too many for a watcher to be woken at each above this frequency.
  private static let frequencyLimit = 2_000

  public func imagesChanged(in space: AddressSpace) { chains.setRuntime(nil, of: space.processID) }
  public func runtimeFound(_ runtime: SwiftRuntime, processID: Int32) { chains.setRuntime(runtime, of: processID) }

  /// A watcher that was woken at a sample has read its chain after so many nanoseconds, or is too late anyhow.
  private static let watchersDelay: UInt64 = 5_000_000

  /// Room for half a second of samples.
  private static func ringSize(frequency: Int) -> Int {
    let wanted = frequency * (Int(PerfAttributes.stackSize) + 512) / 2
    var size = 1 << 19
    while size < wanted, size < 1 << 24 { size *= 2 }
    return size
  }

  /// Opens every thread, those too that were born while the list was read of threads that were not yet open.
  private func openThreads(_ events: PerfEvents) throws(SamplingError) {
    while true {
      let listed = ProcFile.numbers(in: "/proc/\(target.processID)/task").filter { threads[$0] == nil }
      // What was born of an open thread is sampled already: the ring tells it, a moment after the list does.
      if !listed.isEmpty, threads.count(of: target.processID) > 0 { usleep(500) }
      let inherited = events.startedThreads()
      var opened = 0
      for threadID in listed where !inherited.contains(threadID) {
        guard try events.open(threadID, processID: target.processID) else { continue }
        threads.add(threadID, processID: target.processID)
        opened += 1
      }
      if opened == 0 { return }
    }
  }

  public func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) throws(SamplingError) {
    guard let events else { return }
    let deadline = Clock.monotonic &+ UInt64(max(0, timeout)) &* 1_000_000
    while true {
      let now = Clock.monotonic
      let remaining = now < deadline ? Int32(min((deadline - now) / 1_000_000 + 1, UInt64(interval))) : 0
      if remaining > 0 { events.wait(remaining) }
      drain(events, deliver)
      if Clock.monotonic >= deadline { return }
    }
  }

  /// Milliseconds between two looks at the rings: they must not fill up meanwhile.
  private var interval = 50

  public func stop() {
    events?.close()
    isStopped = true
  }

  /// Delivers what is in the rings, in the order of time over all of them: a new program must not be told before the fork it came from.
  private func drain(_ events: PerfEvents, _ deliver: (CollectorEvent) -> Void) {
    // What was written later than now may be in one ring already and not yet in another.
    // And a watcher needs a moment for its chain.
    let limit = isStopped ? UInt64.max : Clock.monotonic &- (isProving ? Self.watchersDelay : 0)
    events.heads(into: &heads)
    times.removeAll(keepingCapacity: true)
    for index in heads.indices { times.append(time(events, index)) }
    while let index = times.indices.min(by: { times[$0] < times[$1] }), times[index] < limit {
      if let bytes = events.next(index, head: heads[index]) {
        take(bytes, deliver)
        events.release(index, size: bytes.count)
      }
      times[index] = time(events, index)
    }
    for processID in changed { deliver(.addressSpaceChanged(processID: processID)) }
    changed.removeAll(keepingCapacity: true)
  }

  /// The time of the next record of a ring; later than any other when there is none.
  private func time(_ events: PerfEvents, _ index: Int) -> UInt64 {
    events.next(index, head: heads[index]).map { PerfRecord.time(of: $0) ?? 0 } ?? .max
  }

  private func isWanted(_ processID: Int32) -> Bool { processID == target.processID || target.includesChildren && processID > 0 }

  private func take(_ bytes: UnsafeRawBufferPointer, _ deliver: (CollectorEvent) -> Void) {
    guard let record = PerfRecord.parse(bytes) else {
      tally.unreadable += 1
      return
    }
    switch record {
    case .sample(let sample): take(sample, deliver)
    case .lost(let count): tally.lost += count
    case .mapped(let processID): if isWanted(processID) { changed.insert(processID) }
    case .named(let processID, let threadID, let name, let isNewProgram):
      guard isNewProgram else { return threads.rename(threadID, to: name) }
      guard isWanted(processID) else { return }
      threads.replace(processID, name: name)
      chains.setRuntime(nil, of: processID)
      changed.insert(processID)
    case .started(let thread, let parent):
      guard isWanted(thread.processID) else { return }
      threads.start(thread.threadID, processID: thread.processID, parent: parent.threadID)
      if thread.processID != parent.processID { deliver(.processStarted(processID: thread.processID, parent: parent.processID)) }
    case .ended(let processID, let threadID):
      guard isWanted(processID) else { return }
      if threads[threadID]?.isUnseen == true { tally.unseenThreads += 1 }
      if threads.end(threadID) { deliver(.processExited(processID: processID)) }
    case .throttled: tally.throttles += 1
    case .switched, .other: break
    }
  }

  private func take(_ sample: RawSample, _ deliver: (CollectorEvent) -> Void) {
    threads.meet(sample.threadID)
    guard isWanted(sample.processID) else {
      // A thread that has all but ended has no number any more.
      if sample.processID <= 0 { tally.unreadable += 1 }
      return
    }
    if changed.remove(sample.processID) != nil { deliver(.addressSpaceChanged(processID: sample.processID)) }
    let thread = threads[sample.threadID]
    withUnsafeBytes(of: thread?.name) { name in
      var sample = sample
      sample.threadName = UnsafeBufferPointer(rebasing: name.bindMemory(to: UInt8.self).prefix(thread?.nameLength ?? 0))
      guard isProving, chains.take(time: sample.time, threadID: sample.threadID, into: &chain) else { return deliver(.sample(sample)) }
      chain.withContents(addedTo: sample) { deliver(.sample($0)) }
    }
  }
}
