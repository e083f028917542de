/// One measured execution of a workload: a profile of its steady part, the requests of that part and what was metered beside it.
public struct Run: Sendable {
  /// What was offered: the number of clients, the size of the input, and which window of the life of the process.
  public struct Point: Sendable, Hashable {
    /// Offered concurrency N.
    public var level: Int
    /// Input size; nil when the workload has none.
    public var size: Double?
    /// The number of the window, from 0, when the run was cut into windows of equal requests.
    public var window: Int?

    public init(level: Int, size: Double? = nil, window: Int? = nil) {
      self.level = level
      self.size = size
      self.window = window
    }
  }

  public var point: Point
  /// Which repetition of the point, from 0.
  public var repetition: Int
  /// Which run of the whole experiment, from 0 in the order of execution.
  public var order: Int
  /// True for the last run, at N = 1, that only tells how far the machine drifted.
  public var isClosing: Bool
  /// Requests completed in the measured window; a fraction where a rate was measured over a longer time.
  public var requests: Double
  /// Length of the measured window, seconds.
  public var seconds: Double
  public var load: LoadResult
  public var meters: Meters
  public var profile: Profile

  public init(point: Point, repetition: Int, requests: Double, seconds: Double, profile: Profile) {
    self.point = point
    self.repetition = repetition
    order = 0
    isClosing = false
    self.requests = requests
    self.seconds = seconds
    load = LoadResult()
    meters = Meters()
    self.profile = profile
  }

  /// Throughput X, requests per second; 0 for an empty window.
  public var throughput: Double { seconds > 0 ? requests / seconds : 0 }
}

/// What the load generator said of a run.
public struct LoadResult: Sendable, Equatable {
  /// `wrk`, `oha`, …; `requests=` for a program that drives itself, `--count`, `--request`.
  public var source = ""
  /// Mean response time, seconds; nil when the tool does not tell.
  public var meanResponse: Double?
  /// Mean think time between requests, seconds.
  public var thinkTime = 0.0
  /// Requests that failed.
  public var errors = 0.0
  /// Percentiles of the response time, seconds, by percent. Only of open loops timed from the intended send.
  public var percentiles: [Double: Double] = [:]
  /// True when the tool sends at a fixed rate whatever the answers (wrk2, vegeta, fortio with a rate).
  public var isOpenLoop = false
  /// What was cut off as warm-up, seconds, and whether the truncation rule was content with it.
  public var warmup = 0.0
  public var isSteady = true

  public init() {}
}

/// What was metered beside the profile, over the measured window.
public struct Meters: Sendable, Equatable {
  /// Processors of the machine the workload may use (after pinning).
  public var processors = 0
  /// CPU time of the target and its children, nanoseconds.
  public var targetCPU: Double = 0
  /// CPU time of the load generator; 0 for a program that drives itself.
  public var generatorCPU: Double = 0
  /// The share of the window the generator's busiest thread was running, 0 to 1.
  public var generatorBusiestThread: Double = 0
  /// CPU time of all other processes, without the recorder's.
  public var otherCPU: Double = 0
  /// CPU time of the recorder itself.
  public var recorderCPU: Double = 0
  /// Time the hypervisor gave our processors to others.
  public var steal: Double = 0
  /// Resident and heap memory of the target at the end of the window, bytes.
  public var residentBytes: Double = 0
  public var heapBytes: Double = 0
  /// True when target and generator ran on disjoint processors.
  public var isPinned = false
  /// Instructions, cycles and clock of the target when a hardware counter exists.
  public var instructions: Double?
  public var cycles: Double?
  /// The most memory that was resident at once, bytes; nil when nobody looked. The same goes for the counts below.
  public var peakResidentBytes: Double?
  /// Voluntary and involuntary switches of all threads.
  public var contextSwitches: Double?
  public var systemCalls: Double?
  /// Calls of `malloc`.
  public var allocations: Double?
  /// From the start of the process to its first `requests=` line: seconds by the clock, and CPU time in nanoseconds. No part of the window.
  public var startSeconds: Double?
  public var startCPU: Double?

  public init() {}

  /// Processors left to the target in a window of so many seconds: P of the account.
  public func usableProcessors(seconds: Double) -> Double {
    guard seconds > 0 else { return Double(processors) }
    let taken = (isPinned ? 0 : generatorCPU) + otherCPU + recorderCPU + steal
    return max(0.05, Double(processors) - taken / (seconds * 1e9))
  }
}
