import Statistics

/// How cost grows with the size of the input: of the whole request, and of each function.
public struct GrowthReport: Sendable {
  /// The sizes, rising.
  public var sizes: [Double]
  /// Nanoseconds (or the unit of the file) per request at each size.
  public var cost: [Interval]
  /// The whole request first, then functions by their contribution at ten times the largest size, largest first.
  public var rows: [Row]
  public var refused: [CurveReport.Refusal]
  /// The unit of all costs: `nanoseconds`, or `cost` when a file did not say.
  public var unit: String
  /// What the costs themselves tell of their worth.
  public var trust: [TrustItem] = []

  public struct Row: Sendable {
    /// nil for the whole request.
    public var frame: FrameName?
    /// The class: `constant`, `log n`, `sqrt n`, `n`, `n log n`, `n^2`, `n^3`; nil when undetermined.
    public var model: String?
    /// The candidates no worse than the best by much, when undetermined.
    public var alternatives: [String]
    /// cost = c0 + c1·f(n).
    public var constant: Interval
    public var slope: Interval
    /// Local log-log exponent at the upper end of the sizes.
    public var exponent: Interval
    /// Cost predicted at ten times the largest size, and its share of all.
    public var atTenTimes: Interval
    public var shareAtTenTimes: Double
    /// Root mean square relative error of sizes predicted from all others.
    public var leaveOneOutError: Double
    /// Mean cost at each size.
    public var cost: [Double]
    /// Calls per request at each size; empty when they were not counted.
    public var calls: [Double]

    public init(
      frame: FrameName?, model: String?, alternatives: [String], constant: Interval, slope: Interval, exponent: Interval, atTenTimes: Interval,
      shareAtTenTimes: Double, leaveOneOutError: Double, cost: [Double], calls: [Double] = []
    ) {
      self.frame = frame
      self.model = model
      self.alternatives = alternatives
      self.constant = constant
      self.slope = slope
      self.exponent = exponent
      self.atTenTimes = atTenTimes
      self.shareAtTenTimes = shareAtTenTimes
      self.leaveOneOutError = leaveOneOutError
      self.cost = cost
      self.calls = calls
    }
  }

  public init(sizes: [Double], cost: [Interval], rows: [Row], refused: [CurveReport.Refusal], unit: String) {
    self.sizes = sizes
    self.cost = cost
    self.rows = rows
    self.refused = refused
    self.unit = unit
  }
}

/// How cost moves with age: over windows of equal requests in fresh processes.
public struct AgeingReport: Sendable {
  public var windows: Int
  public var requestsPerWindow: Double
  /// The whole request first, then functions by slope, largest first.
  public var rows: [Row]
  /// Resident and heap memory: bytes per request, beside time and never mixed into it.
  public var residentPerRequest: Interval
  public var heapPerRequest: Interval
  /// Mean resident bytes at the end of each window, for sparklines.
  public var resident: [Double]
  public var refused: [CurveReport.Refusal]

  public struct Row: Sendable {
    public var frame: FrameName?
    /// Nanoseconds per request, for each further window.
    public var slope: Interval
    public var q: Double
    /// Whether it is claimed: the interval excludes 0 and slope × windows is at least 2 % of c(1).
    public var isClaimed: Bool
    /// Mean over the runs, by window.
    public var cost: [Double]

    public init(frame: FrameName?, slope: Interval, q: Double, isClaimed: Bool, cost: [Double]) {
      self.frame = frame
      self.slope = slope
      self.q = q
      self.isClaimed = isClaimed
      self.cost = cost
    }
  }

  public init(
    windows: Int, requestsPerWindow: Double, rows: [Row], residentPerRequest: Interval, heapPerRequest: Interval, resident: [Double],
    refused: [CurveReport.Refusal]
  ) {
    self.windows = windows
    self.requestsPerWindow = requestsPerWindow
    self.rows = rows
    self.residentPerRequest = residentPerRequest
    self.heapPerRequest = heapPerRequest
    self.resident = resident
    self.refused = refused
  }
}
