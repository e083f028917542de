/// One measured point of a curve: the throughput of one run at one level.
public struct CurvePoint: Sendable, Hashable {
  /// Offered concurrency N; a fraction where it is an average, such as active sessions.
  public var level: Double
  /// X, requests per second.
  public var throughput: Double
  /// Which repetition of the level.
  public var repetition: Int
  /// Mean response time R, seconds; nil when it was not measured.
  public var response: Double?

  public init(level: Double, throughput: Double, repetition: Int = 0, response: Double? = nil) {
    self.level = level
    self.throughput = throughput
    self.repetition = repetition
    self.response = response
  }
}

/// What is known of the measurement that the points do not tell.
public struct CurveConditions: Sendable {
  /// True when the load generator was the limit: then the curve is its own.
  public var isGeneratorBound = false
  /// Mean think time Z of the clients, seconds, for Little's law.
  public var thinkTime = 0.0
  public var zones = Zones()
  /// How many times whole runs are drawn again for intervals.
  public var resamples = 1000
  /// The same seed gives the same intervals.
  public var seed: UInt64 = 1

  public init() {}

  /// Where the processors end.
  public struct Zones: Sendable, Hashable {
    /// Physical cores; nil when unknown.
    public var cores: Int?
    /// Hardware threads; nil when unknown.
    public var hardwareThreads: Int?
    /// True when N counts pinned threads, so that a boundary changes what a step of N means. False for clients.
    public var countsPinnedThreads = false

    public init(cores: Int? = nil, hardwareThreads: Int? = nil, countsPinnedThreads: Bool = false) {
      self.cores = cores
      self.hardwareThreads = hardwareThreads
      self.countsPinnedThreads = countsPinnedThreads
    }
  }
}
