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

  /// Tells the collector which images a process has mapped, at the start and after every change: a collector that walks by frame pointers
  /// has to know where they hold (`AddressSpace.framePointerRanges`). May be called from within `deliver`.
  func imagesChanged(in space: AddressSpace)

  /// Tells the collector where a process keeps what it has to know of Swift concurrency. May be called from within `deliver`.
  func runtimeFound(_ runtime: SwiftRuntime, processID: Int32)

  /// Tells the collector that the stack of a thread ends at the frame with this return address (CFI says so): a walk that meets it again is
  /// complete. May be called from within `deliver`.
  func learnedRoot(returnAddress: UInt64, processID: Int32)

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
}

public struct CollectorCounters: Sendable, Equatable {
  /// Samples the kernel or a full buffer dropped.
  public var lost: UInt64 = 0

  public init() {}
}

/// What to sample.
public struct CollectorTarget: Sendable {
  public var processID: Int32
  /// Also processes that it forks.
  public var includesChildren: Bool
  /// Samples per second and CPU.
  public var frequency: Int

  public init(processID: Int32, includesChildren: Bool = false, frequency: Int = 99) {
    self.processID = processID
    self.includesChildren = includesChildren
    self.frequency = frequency
  }
}

extension Collector {
  public func imagesChanged(in space: AddressSpace) {}
  public func runtimeFound(_ runtime: SwiftRuntime, processID: Int32) {}
  public func learnedRoot(returnAddress: UInt64, processID: Int32) {}
}
