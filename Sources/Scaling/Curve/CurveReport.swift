import Statistics

/// The curve of throughput against N: a description, not a diagnosis. Every fit that was tried, which one was selected, and what is refused.
public struct CurveReport: Sendable {
  /// One fitted model. Coefficients are by name: `gamma`, `alpha`, `beta`, …
  public struct Model: Sendable {
    /// `linear`, `amdahl`, `coherency`, `usl`, `onset`, `repairman`, and `usl-cycle` for the additive fit of the account.
    public var name: String
    /// The loss function, in words: `unweighted least squares on X`, `least squares on c(N), weights 1/c²`.
    public var loss: String
    public var coefficients: [Coefficient]
    /// Where X(N) has its largest value, and that value; nil without a peak.
    public var peak: Peak?
    /// The asymptote of X for models that have one.
    public var limit: Double?
    /// Root mean square of the relative residuals.
    public var relativeError: Double
    /// AICc less the smallest AICc of all candidates; nil for a fit that is no candidate.
    public var deltaAICc: Double?
    /// Root mean square relative error of levels predicted from all others.
    public var leaveOneOutError: Double?
    /// X at each measured N, for plots.
    public var fitted: [Double]

    public init(name: String, loss: String, coefficients: [Coefficient], relativeError: Double, fitted: [Double]) {
      self.name = name
      self.loss = loss
      self.coefficients = coefficients
      self.relativeError = relativeError
      self.fitted = fitted
    }

    public subscript(name: String) -> Interval? { coefficients.first { $0.name == name }?.interval }
  }

  public struct Coefficient: Sendable {
    public var name: String
    /// 95 %, from the bootstrap of whole runs (or of residuals when there are no repetitions).
    public var interval: Interval
    /// From the curvature of the loss function; nil when it cannot be told.
    public var standardError: Double?

    public init(name: String, interval: Interval, standardError: Double? = nil) {
      self.name = name
      self.interval = interval
      self.standardError = standardError
    }
  }

  public struct Peak: Sendable {
    public var level: Double
    public var throughput: Double

    public init(level: Double, throughput: Double) {
      self.level = level
      self.throughput = throughput
    }
  }

  /// Why something is not claimed.
  public struct Refusal: Error, Sendable, Hashable {
    /// A stable key: `fewLevels`, `fewLevelsForBoth`, `lowMaximum`, `little`, `generator`, `zones`, `fit`, `extrapolation`, `undetermined`, …
    public var rule: String
    public var reason: String

    public init(rule: String, reason: String) {
      self.rule = rule
      self.reason = reason
    }
  }

  /// The measured points: N and mean X with its interval.
  public var levels: [Double]
  public var throughput: [Interval]
  public var models: [Model]
  /// The name of the selected model; nil when none is.
  public var selected: String?
  /// The probability that β = 0, from the bootstrap; nil when it was not fitted.
  public var probabilityBetaIsZero: Double?
  public var refused: [Refusal]
  /// Runs behind each level.
  public var repetitions: [Int] = []
  /// What the points themselves tell of their worth.
  public var trust: [TrustItem] = []

  /// The name of the additive fit of the account among the models.
  public static let additiveName = "usl-cycle"
  /// No statement is made beyond so many times the largest measured N.
  public static let largestExtrapolation = 2.0

  public init(levels: [Double], throughput: [Interval], models: [Model], selected: String?, probabilityBetaIsZero: Double?, refused: [Refusal]) {
    self.levels = levels
    self.throughput = throughput
    self.models = models
    self.selected = selected
    self.probabilityBetaIsZero = probabilityBetaIsZero
    self.refused = refused
  }
}
