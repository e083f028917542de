import Statistics

/// The answer to "what does a request cost, and what stops the program from serving more?", ready to be shown.
public struct ScaleResult: Sendable {
  /// One or two sentences in plain words, true by themselves.
  public var sentence = ""
  public var trust: [TrustItem] = []
  /// By rising N. Empty when only sizes or windows were run.
  public var levels: [Level] = []
  public var account: Account?
  /// Tightest first.
  public var ceilings: [Ceiling] = []
  public var curve: CurveReport?
  public var growth: GrowthReport?
  public var ageing: AgeingReport?
  /// Contention × size, when both levels and sizes were given.
  public var interaction: Interaction?
  public var environment = ScaleEnvironment()

  public init() {}

  /// False when anything in the trust panel is red: then no verdict may be built on the result.
  public var isTrusted: Bool { !trust.contains { $0.status == .refused } }
}

/// One line of the trust panel.
public struct TrustItem: Sendable, Hashable {
  public enum Status: String, Sendable { case good, warning, refused }
  /// A stable key: `closure`, `little`, `processors`, `steal`, `lost`, `truncated`, `drift`, `generator`, `levels`, `errors`, `zones`, …
  public var name: String
  public var status: Status
  /// A clear sentence: what was measured and what it means.
  public var text: String
  /// The number behind it; nil when there is none.
  public var value: Double?

  public init(_ name: String, _ status: Status, _ text: String, value: Double? = nil) {
    self.name = name
    self.status = status
    self.text = text
    self.value = value
  }
}

/// What was run where.
public struct ScaleEnvironment: Sendable, Hashable {
  public var toolVersion = ""
  public var kernel = ""
  public var cpuModel = ""
  public var toolchain = ""
  public var collector = ""
  public var target = ""
  /// The load command, or "" for a program that drives itself.
  public var load = ""
  /// Seconds since 1970; 0 when unknown.
  public var date: Double = 0
  public var processors = 0
  public var secondsPerRun: Double = 0

  public init() {}
}

/// All repetitions of one N. Times are nanoseconds per request.
public struct Level: Sendable {
  public var level: Int
  public var repetitions: Int
  /// X, requests per second.
  public var throughput: Interval
  /// c = N/X.
  public var cycleTime: Interval
  /// Mean response time as the load generator tells it.
  public var response: Double?
  public var cpuPerRequest: Interval
  /// d(s): by state, summed over stacks; adds up to `cycleTime.value` with `outside` and `unattributed`.
  public var states: [AccountState: Double]
  /// Time measured in the states of the process, before anything was assigned to a ceiling or to `outside`.
  public var measured: Double
  /// Loss against N·X(1) in requests per second, by class; adds up to N·X(1) − X(N).
  public var losses: [LossClass: Double]
  /// P, processors left to the target.
  public var usableProcessors: Double
  /// How much of those the target used, 0 to 1.
  public var utilisation: Double
  /// `N` relative to the processors: `cores`, `smt`, `oversubscribed`.
  public var zone: String

  /// (measured − c) / c.
  public var residual: Double { cycleTime.value > 0 ? (measured - cycleTime.value) / cycleTime.value : 0 }

  public init(
    level: Int, repetitions: Int, throughput: Interval, cycleTime: Interval, response: Double? = nil, cpuPerRequest: Interval,
    states: [AccountState: Double], measured: Double, losses: [LossClass: Double], usableProcessors: Double, utilisation: Double, zone: String
  ) {
    self.level = level
    self.repetitions = repetitions
    self.throughput = throughput
    self.cycleTime = cycleTime
    self.response = response
    self.cpuPerRequest = cpuPerRequest
    self.states = states
    self.measured = measured
    self.losses = losses
    self.usableProcessors = usableProcessors
    self.utilisation = utilisation
    self.zone = zone
  }
}

/// One function in a stack, as results show it.
public struct FrameName: Sendable, Hashable {
  public var function: String
  public var file: String
  public var line: Int

  public init(_ function: String, file: String = "", line: Int = 0) {
    self.function = function
    self.file = file
    self.line = line
  }
}

/// The exact split of c(N) at one N against N = 1. Times are nanoseconds per request.
public struct Account: Sendable {
  /// The level it tells of: the highest, unless asked for another.
  public var level: Int
  public var baseCycle: Double
  public var cycle: Double
  /// X(1), X(N), and N·X(1): requests per second.
  public var baseThroughput: Double
  public var throughput: Double
  public var ideal: Double { baseThroughput * Double(level) }
  public var loss: Double { ideal - throughput }
  /// One row a class, in the order of `LossClass`, `base` included; the deltas add up to `cycle` − `baseCycle` exactly.
  public var rows: [Row]
  /// By stack, largest |Δ| first. Adds up to the rows.
  public var stacks: [StackRow]
  /// The calling-context tree of Δ by class, from the victims' side and from the culprits' side.
  public var victims: [TreeNode]
  public var culprits: [TreeNode]
  /// The function of the program that is most on a processor at this level.
  public var busiest: FrameName?

  public struct Row: Sendable {
    public var lossClass: LossClass
    /// Nanoseconds per request at N = 1 (for `base`: all of it).
    public var base: Double
    public var delta: Interval
    /// Requests per second lost to it, and its share of the whole loss.
    public var loss: Double
    public var share: Interval
    /// q after Benjamini-Hochberg; 1 when it was not tested.
    public var q: Double
    /// Whether the report may say it: see `scaling.md`'s conditions.
    public var isClaimed: Bool
    /// The ceiling that is behind it, an index into `ScaleResult.ceilings`.
    public var ceiling: Int?

    public init(
      lossClass: LossClass, base: Double, delta: Interval, loss: Double, share: Interval, q: Double = 1, isClaimed: Bool = false, ceiling: Int? = nil
    ) {
      self.lossClass = lossClass
      self.base = base
      self.delta = delta
      self.loss = loss
      self.share = share
      self.q = q
      self.isClaimed = isClaimed
      self.ceiling = ceiling
    }
  }

  public struct StackRow: Sendable {
    public var lossClass: LossClass
    public var state: AccountState
    /// From leaf to root.
    public var victim: [FrameName]
    /// Which of `victim` a reader would name: the first from the leaf that is no lock, no runtime and no C library.
    public var acting = 0
    /// Who held what the victim waited for; empty when it waited for nothing that anyone held.
    public var culprit: [FrameName]
    /// Which of `culprit` a reader would name.
    public var actingCulprit = 0
    /// The lock or actor, as the profile names it; empty when none.
    public var resource: String
    public var base: Double
    public var delta: Interval
    public var share: Double
    public var q: Double
    public var isClaimed: Bool
    /// Samples behind it (waits for waiting, samples for running).
    public var evidence: Double
    /// α and β of this stack in the additive curve; nil with too few levels.
    public var alpha: Double?
    public var beta: Double?
    public var ceiling: Int?

    public init(
      lossClass: LossClass, state: AccountState, victim: [FrameName], culprit: [FrameName] = [], resource: String = "", base: Double,
      delta: Interval, share: Double, q: Double = 1, isClaimed: Bool = false, evidence: Double = 0, alpha: Double? = nil, beta: Double? = nil,
      ceiling: Int? = nil
    ) {
      self.lossClass = lossClass
      self.state = state
      self.victim = victim
      self.culprit = culprit
      self.resource = resource
      self.base = base
      self.delta = delta
      self.share = share
      self.q = q
      self.isClaimed = isClaimed
      self.evidence = evidence
      self.alpha = alpha
      self.beta = beta
      self.ceiling = ceiling
    }
  }

  /// A node of a calling-context tree; parents come before children, and the first node is the root.
  public struct TreeNode: Sendable {
    public var frame: FrameName
    /// Index of the caller; -1 for the root.
    public var parent: Int
    /// Own (not the callees') nanoseconds per request at N = 1.
    public var base: Double
    /// Own Δ by class.
    public var deltas: [LossClass: Double]

    public init(frame: FrameName, parent: Int, base: Double, deltas: [LossClass: Double]) {
      self.frame = frame
      self.parent = parent
      self.base = base
      self.deltas = deltas
    }
  }

  public init(
    level: Int, baseCycle: Double, cycle: Double, baseThroughput: Double, throughput: Double, rows: [Row], stacks: [StackRow], victims: [TreeNode],
    culprits: [TreeNode]
  ) {
    self.level = level
    self.baseCycle = baseCycle
    self.cycle = cycle
    self.baseThroughput = baseThroughput
    self.throughput = throughput
    self.rows = rows
    self.stacks = stacks
    self.victims = victims
    self.culprits = culprits
  }
}

/// The throughput at which one serial resource is always busy.
public struct Ceiling: Sendable {
  public enum Kind: String, Sendable { case lock, actor, thread, cores }
  public var kind: Kind
  /// `Mutex 0x…`, `Account 0x…`, the thread's name, or `cores`.
  public var name: String
  /// The function that holds it most, and where.
  public var holder: FrameName?
  /// h: nanoseconds of the resource per request; nil when there is no estimate (a lock nobody queued for).
  public var service: Interval?
  /// X_max = 1/h (for cores: P/D) and the knee N* = c(1)/h.
  public var maximum: Interval?
  public var knee: Double?
  /// How busy it was at the highest level, 0 to 1.
  public var utilisation: Double
  /// The same maximum told only from levels below 80 % of the largest measured throughput; nil without such levels.
  public var predicted: Double?
  /// How the estimate was made, or why there is none.
  public var basis: String

  public init(
    kind: Kind, name: String, holder: FrameName? = nil, service: Interval? = nil, maximum: Interval? = nil, knee: Double? = nil,
    utilisation: Double = 0, predicted: Double? = nil, basis: String = ""
  ) {
    self.kind = kind
    self.name = name
    self.holder = holder
    self.service = service
    self.maximum = maximum
    self.knee = knee
    self.utilisation = utilisation
    self.predicted = predicted
    self.basis = basis
  }
}

/// What running a size and a level together shows: whether contention grows with size.
public struct Interaction: Sendable {
  public var smallSize: Double
  public var largeSize: Double
  public var lowLevel: Int
  public var highLevel: Int
  /// c, nanoseconds per request: small/low, large/low, small/high, large/high.
  public var cycles: [Double]
  /// By class: Δ of the loss that only appears when both are high, nanoseconds per request.
  public var excess: [LossClass: Double]

  public init(smallSize: Double, largeSize: Double, lowLevel: Int, highLevel: Int, cycles: [Double], excess: [LossClass: Double]) {
    self.smallSize = smallSize
    self.largeSize = largeSize
    self.lowLevel = lowLevel
    self.highLevel = highLevel
    self.cycles = cycles
    self.excess = excess
  }
}
