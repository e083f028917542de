import Glibc
import Images
import Profiles

/// Turns what a collector delivers into a profile: resolves addresses against images, unwinds what was copied, adds up equal samples.
///
/// Nothing but call chains is kept of a sample, so memory grows with the number of distinct stacks and not with time.
/// Use from one thread.
public final class Recorder {
  /// What to record, and how much of it to keep.
  public struct Options: Sendable {
    public var target: CollectorTarget
    /// Keep each sample's time (`timestamp` label); files grow.
    public var keepsTimestamps: Bool

    public init(target: CollectorTarget, keepsTimestamps: Bool = false) {
      self.target = target
      self.keepsTimestamps = keepsTimestamps
    }
  }

  public let collector: any Collector
  public let options: Options
  let images = ImageCache()
  var processes: [Int32: ProcessRecord] = [:]
  var aggregator = SampleAggregator()
  var locations = LocationTable()
  var trust = Trust()
  var startTime: Int64 = 0
  /// CPU time the target had used when the recording began and when it was last looked at, nanoseconds.
  var startProcessorTime: Int64 = 0
  var processorTime: Int64 = 0
  /// How many processors the target may use.
  var processors = 0
  private(set) var startClock: UInt64 = 0
  private var stopClock: UInt64 = 0
  /// Until then a program is loading its libraries.
  private var settledTime: UInt64 = 0
  private static let settlingTime: UInt64 = 300_000_000
  var physical = PhysicalStack()
  var rawStack: [UInt32] = []
  var unwinder = Unwinder()
  var frames = FrameBuffer()
  private var kernelLocations = LocationInterner()
  private var taskNames = NameTable()
  var threadNames = NameTable()
  /// States, executors, locks, victims.
  var labelNames = NameTable()
  var book = WaitBook()
  var coarseStates: CoarseStates?
  /// What the collector had counted when the present part began.
  var countersBefore = CollectorCounters()
  /// When waits were last taken from the collector, and how long it may last until they are again, nanoseconds.
  var lastHarvest: UInt64 = 0
  lazy var harvestInterval = longestHarvest
  /// The middle of the time that the waits now taken are of, nanoseconds since the part began; nil where times are not kept.
  var harvestTimestamp: UInt64?
  /// Times of waits are as exact as this is short.
  var longestHarvest: UInt64 { options.keepsTimestamps ? Self.shortestHarvest : 1_000_000_000 }
  static let shortestHarvest: UInt64 = 50_000_000

  public init(collector: any Collector, options: Options) {
    self.collector = collector
    self.options = options
  }

  /// Nanoseconds that following Swift tasks costs the target an event; nil when they are not followed.
  public var probeCost: Double? { (collector as? BPFCollector)?.probeCost }

  /// Samples kept so far.
  public var sampleCount: Int64 { trust.samples }

  /// Begins recording.
  public func start() throws(SamplingError) {
    startProcessorTime = HostEnvironment.processorTime(of: options.target.processID) ?? 0
    processorTime = startProcessorTime
    processors = HostEnvironment.processors(of: options.target.processID)
    if options.target.request != nil, collector.name != .bpf {
      throw SamplingError(
        .notSupported, "requests are counted by the bpf collector, and this is \(collector.name.rawValue)",
        remedy: "record without --request, or see headroom doctor for what bpf needs")
    }
    _ = process(options.target.processID)
    try collector.start(options.target)
    startTime = Clock.realtime
    startClock = Clock.monotonic
    startCoarseStates()
    lastHarvest = startClock
  }

  /// Takes in what was collected, waiting for it up to `timeout` milliseconds.
  public func poll(timeout: Int32) throws(SamplingError) {
    var remaining = timeout
    repeat {
      // A program that has just replaced another loads its libraries now: what it has is looked at more often.
      let isSettling = Clock.monotonic < settledTime
      if isSettling { completeRuntimes() }
      let slice = min(isSettling ? 2 : coarseStates == nil ? remaining : Self.coarseInterval, remaining)
      remaining -= slice
      try collector.poll(timeout: slice) { event in self.take(event) }
      tickCoarseStates()
      if Clock.monotonic &- lastHarvest >= harvestInterval { takeWaits(options.keepsTimestamps ? .slice : .none) }
    } while remaining > 0
    if trust.samples == 0, let time = HostEnvironment.processorTime(of: options.target.processID) { processorTime = time }
  }

  /// Ends sampling; the target runs on as if nothing had been.
  public func stop() {
    guard stopClock == 0 else { return }
    stopClock = Clock.monotonic
    endCoarseStates(isPart: false)
    collector.stop()
    try? collector.poll(timeout: 0) { event in self.take(event) }
    takeWaits(.recording)
    closeAccounts()
  }

  /// Ends the present part of the recording and begins the next one at the same instant: what was added up goes, what was learned stays.
  ///
  /// Nothing is given a name yet, so the target is hardly disturbed; `profile(of:toolVersion:program:)` does that at any later time.
  public func cut() -> RecordingPart {
    var end = Clock.monotonic
    let realtime = Clock.realtime
    let counters = collector.counters
    endCoarseStates(isPart: true)
    let time = takeWaits(.part)
    if time != 0 { end = time }
    closeAccounts()
    let part = part(end: end, counters)
    aggregator.removeRows()
    book.removeSums()
    trust = Trust()
    countersBefore = counters
    startTime = realtime
    startClock = end
    return part
  }

  /// What was recorded since the last cut.
  func part(end: UInt64, _ counters: CollectorCounters) -> RecordingPart {
    var part = RecordingPart(aggregator: aggregator, book: book, trust: trust, startTime: startTime, begin: startClock, end: end)
    part.trust.lost += Int64(clamping: counters.lost - countersBefore.lost)
    part.lostWaits = counters.lostWaits - countersBefore.lostWaits
    part.requests = counters.requests.map { Int64(clamping: $0 - (countersBefore.requests ?? 0)) }
    return part
  }

  /// When the present part began and where it ends so far, nanoseconds of CLOCK_MONOTONIC.
  public var bounds: (begin: UInt64, end: UInt64) { (startClock, stopClock == 0 ? Clock.monotonic : stopClock) }

  /// How long the recording lasted, or has lasted, in nanoseconds.
  public var duration: Int64 { Int64(bounds.end &- bounds.begin) }

  /// Takes in one event of the collector.
  func take(_ event: CollectorEvent) {
    switch event {
    case .sample(let sample): take(sample)
    case .addressSpaceChanged(let processID):
      settledTime = Clock.monotonic &+ Self.settlingTime
      if let process = processes[processID] { readImagesAgain(process) }
    case .processStarted(let processID, let parent):
      // The child begins as a copy: until it maps something else the parent's images are its own.
      guard let child = processes[parent]?.copy(processID: processID) else { return }
      processes[processID] = child
      announce(child)
    case .processExited(let processID): processes[processID]?.hasEnded = true
    case .waitStack(let id, let cause, let sample): take(stack: id, cause, sample)
    case .taskName(let number, let name): book.tasks[number] = taskNames.index(of: name)
    case .executor(let address, let type, let processID): book.setExecutor(address, type: type, processID: processID)
    case .threadEnded(let account):
      book.endedNames[ThreadKey(account.processID, account.threadID)] = account.name
      book.lastNames[account.threadID] = account.name
      book.add(account, isPart: false)
    }
  }

  func process(_ processID: Int32) -> ProcessRecord {
    if let known = processes[processID] { return known }
    let record = ProcessRecord(processID: processID, runtime: nil, space: AddressSpace(processID: processID, cache: images))
    processes[processID] = record
    findRuntime(of: record)
    announce(record)
    return record
  }

  func readImagesAgain(_ process: ProcessRecord) {
    process.readImagesAgain()
    findRuntime(of: process)
    announce(process)
  }

  /// Tells the collector what it has to know of a process to walk its stacks. Samples of one that has ended may still come.
  private func announce(_ process: ProcessRecord) {
    guard !process.hasEnded else { return }
    collector.imagesChanged(in: process.space)
    if let runtime = process.runtime { collector.runtimeFound(runtime, processID: process.processID) }
  }

  /// Looks for the Swift concurrency runtime, which a program that was just started has not loaded yet.
  private func findRuntime(of process: ProcessRecord) {
    (process.runtime, process.runtimeNote) = SwiftRuntime.discover(in: process.space)
  }

  /// Looks again where a program that is still being loaded did not show all of its runtime yet.
  private func completeRuntimes() {
    for process in processes.values where process.runtime?.taskSlot == nil && process.space.library(named: SwiftRuntime.libraryName) != nil {
      findRuntime(of: process)
      if process.runtime?.taskSlot != nil { announce(process) }
    }
  }

  private func take(_ sample: RawSample) {
    let process = process(sample.processID)
    walk(sample, in: process)
    if process.shouldLookAgain {
      readImagesAgain(process)
      walk(sample, in: process)
    }
    guard !physical.addresses.isEmpty || !sample.kernelCallchain.isEmpty else {
      trust.lost += 1
      return
    }
    trust.samples += 1
    encode(sample, in: process)
    let thread = threadNames.index(of: process.threadName(sample))
    let task = sample.taskName.isEmpty ? -1 : taskNames.index(of: sample.taskName)
    var key = SampleAggregator.LabelKey(
      processID: sample.processID, threadID: sample.threadID, threadName: thread, taskID: sample.taskID, taskName: task,
      // Some collectors begin before the clock is read, and deliver after a cut what was sampled before it.
      timestamp: options.keepsTimestamps ? max(sample.time, startClock) - startClock : nil)
    // Where a collector cannot tell, what has kernel frames was there.
    let isInKernel = sample.isInKernel ?? !sample.kernelCallchain.isEmpty
    key.state = labelNames.index(of: (isInKernel ? ThreadState.kernel : .user).rawValue)
    if sample.executor != 0 {
      book.setExecutor(sample.executor, type: sample.executorType, processID: sample.processID)
      key.executor = labelNames.index(of: book.executorName(sample.executor, processID: sample.processID))
    }
    if sample.lock != 0 { key.lock = labelNames.index(of: lockName(sample.lock)) }
    let stack = rawStack.withUnsafeBufferPointer { aggregator.intern($0) }
    append(stack, key, SampleAggregator.Values(samples: 1, processor: Int64(clamping: sample.weight)))
  }

  /// Adds to what a stack and a set of labels have.
  func append(_ stack: UInt32, _ key: SampleAggregator.LabelKey, _ values: SampleAggregator.Values) {
    aggregator.add(stack: stack, key: key, values: values) { labels(key) }
  }

  private func labels(_ key: SampleAggregator.LabelKey) -> [Label] {
    var labels: [Label] = []
    if key.threadName >= 0 {
      labels = [Label(Label.Key.thread, threadNames[key.threadName]), Label(Label.Key.tid, Int64(key.threadID))]
    }
    if options.target.includesChildren { labels.append(Label(Label.Key.pid, Int64(key.processID))) }
    if key.taskName >= 0 { labels.append(Label(Label.Key.task, taskNames[key.taskName])) }
    // A task whose id nobody asked for is still one.
    if key.taskID != 0 { labels.append(Label(Label.Key.taskID, key.taskID == .max ? 0 : Int64(bitPattern: key.taskID))) }
    for (name, index) in [
      (Label.Key.state, key.state), (Label.Key.executor, key.executor), (Label.Key.lock, key.lock), (Label.Key.victim, key.victim),
    ] where index >= 0 { labels.append(Label(name, labelNames[index])) }
    if let timestamp = key.timestamp { labels.append(Label(Label.Key.timestamp, Int64(timestamp), unit: "nanoseconds")) }
    return labels
  }

  /// Writes the sample's raw stack (see `RawStack`) to `rawStack`.
  func encode(_ sample: RawSample, in process: ProcessRecord) {
    rawStack.removeAll(keepingCapacity: true)
    for address in sample.kernelCallchain { rawStack.append(kernelLocation(address)) }
    for address in physical.addresses {
      rawStack.append(process.location(address, isAsync: false, in: locations))
    }
    if physical.isTruncated { rawStack.append(RawStack.truncated) }
    if sample.isSuspended { rawStack.append(RawStack.suspended) }
    if sample.isSuspended, physical.isChainProved { return encodeChain(sample, in: process) }
    guard let funclet = physical.funcletIndex else { return }
    rawStack.append(RawStack.funclet)
    rawStack.append(UInt32(sample.kernelCallchain.count + funclet))
    if physical.isChainProved { encodeChain(sample, in: process) }
  }

  private func encodeChain(_ sample: RawSample, in process: ProcessRecord) {
    rawStack.append(physical.isChainFromRegister ? RawStack.registerChain : RawStack.chain)
    for address in sample.asyncChain.resumePCs {
      rawStack.append(process.location(address, isAsync: true, in: locations))
    }
  }

  private func kernelLocation(_ address: UInt64) -> UInt32 {
    kernelLocations.intern(address & ~(3 << 62), isAsync: false) {
      locations.add(LocationTable.Entry(address: address, virtualAddress: 0, mapping: LocationTable.kernel, isAsync: false))
    }
  }
}
