import Images

/// A way of taking samples of running processes. Three implementations deliver the same `RawSample`.
///
/// Life cycle: `start` once, `poll` until done, `stop` once, then a last `poll` to drain. All from one thread.
public protocol Collector: AnyObject {
  var name: CollectorName { get }
  /// What drives the sampling, for the trust line: `cpu-clock (software)`.
  var clock: String { get }
  /// One-line facts for the reader, such as why something could not be read.
  var notes: [String] { get }
  /// Counts so far.
  var counters: CollectorCounters { get }

  /// Begins sampling the processes of `target`. On return no sample of a thread that exists is missed from now on.
  func start(_ target: CollectorTarget) throws(SamplingError)

  /// Waits up to `timeout` milliseconds and delivers what has been collected, in no particular order between threads.
  /// `deliver` also reports changes of the address space, so that the recorder resolves each sample against the right images.
  func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) throws(SamplingError)

  /// Tells the collector which images a process has mapped, at the start and after every change: a collector that walks stacks itself has to
  /// know how. May be called from within `deliver`.
  func imagesChanged(in space: AddressSpace)

  /// Tells the collector where a process keeps what it has to know of Swift concurrency. May be called from within `deliver`.
  func runtimeFound(_ runtime: SwiftRuntime, processID: Int32)

  /// Tells the collector that threads which wait with this stack do not wait for a lock, so that nobody has to be found who held it. May be
  /// called from within `deliver`.
  func isNotLock(stack: UInt64)

  /// The waits that have ended since the last call; at the end of a recording or of a part of it also those that go on. What the rows refer to
  /// is delivered before.
  func takeWaits(_ ending: WaitEnding, deliver: (CollectorEvent) -> Void) -> WaitHarvest

  /// Ends sampling and leaves the target exactly as it was. Samples taken before may still be polled.
  func stop()
}

public enum CollectorName: String, Sendable, CaseIterable {
  case bpf, perf, ptrace
}

/// What a collector tells the recorder.
public enum CollectorEvent {
  case sample(RawSample)
  /// A process mapped or replaced an image (mmap, exec): its address space must be read again before the next sample.
  case addressSpaceChanged(processID: Int32)
  /// A process of the target was forked.
  case processStarted(processID: Int32, parent: Int32)
  case processExited(processID: Int32)
  /// What an id in a `WaitRow` stands for: a stack, and what a thread with it waits for.
  case waitStack(id: UInt64, cause: WaitCause, RawSample)
  /// The name a number in a `WaitRow` stands for, UTF-8.
  case taskName(number: UInt64, name: UnsafeBufferPointer<UInt8>)
  /// The type of an actor: the first word of the object.
  case executor(address: UInt64, type: UInt64, processID: Int32)
  case threadEnded(ThreadAccount)
}

public struct CollectorCounters: Sendable, Equatable {
  /// Samples the kernel or a full buffer dropped.
  public var lost: UInt64 = 0
  /// Waits that the tables had no room for.
  public var lostWaits: UInt64 = 0
  /// Entries to the function that counts requests; nil when nobody counts.
  public var requests: UInt64?
  /// Times a thread of the target left its processor, and events of Swift tasks.
  public var switches: UInt64 = 0
  public var taskEvents: UInt64 = 0

  public init() {}
}

/// What to sample.
public struct CollectorTarget: Sendable {
  public var processID: Int32
  /// Also processes that it forks.
  public var includesChildren: Bool
  /// Samples per second and CPU.
  public var frequency: Int
  /// Also what threads do while they are not on a processor.
  public var recordsWaits: Bool
  /// Also how long Swift tasks are queued and suspended.
  public var recordsTasks: Bool
  /// The function whose entries are counted as requests, as a report shows its name or as in the symbol table; nil for none.
  public var request: String?

  public init(
    processID: Int32, includesChildren: Bool = false, frequency: Int = 99, recordsWaits: Bool = false, recordsTasks: Bool = false,
    request: String? = nil
  ) {
    self.processID = processID
    self.includesChildren = includesChildren
    self.frequency = frequency
    self.recordsWaits = recordsWaits
    self.recordsTasks = recordsTasks
    self.request = request
  }
}

extension Collector {
  public func imagesChanged(in space: AddressSpace) {}
  public func runtimeFound(_ runtime: SwiftRuntime, processID: Int32) {}
  public func isNotLock(stack: UInt64) {}
  public func takeWaits(_ ending: WaitEnding, deliver: (CollectorEvent) -> Void) -> WaitHarvest { WaitHarvest() }
}
