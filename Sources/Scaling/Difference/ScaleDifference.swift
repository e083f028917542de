import Statistics

/// What changed between two results of `scale`: what a request costs (performance) and how that cost moves with load (scalability), apart.
///
/// The intervals of both results are taken as those of independent normal estimates (normal approximation); what is called worse or better holds after
/// Benjamini-Hochberg over all metrics of the comparison.
public struct ScaleDifference: Sendable {
  /// What the numbers tell of one metric.
  public enum Statement: String, Sendable, CaseIterable {
    case better, worse
    /// A change of the margin or more is excluded at 95 %.
    case noDifference
    /// The intervals are too wide, or there are none.
    case cannotTell
  }

  /// How much counts.
  public struct Limits: Sendable {
    /// A change of CPU per request that is smaller is never called worse or better, however certain. Of what is made of times by the clock the margin
    /// is the least: those move with the machine from one session to the next by more than the repeats of one session tell.
    public var leastEffect = 0.01
    /// What must be excluded to say that there is no difference.
    public var margin = 0.03

    public init(margin: Double = 0.03) {
      self.margin = margin
      leastEffect = min(0.01, margin)
    }
  }

  /// Nil for two results that were not compared: see `reason`.
  public internal(set) var sentence = ""
  public internal(set) var verdict = Verdict.inconclusive
  /// Why this verdict, in one sentence.
  public internal(set) var reason = ""
  /// False when a result is not to be trusted, or the two cannot be compared: then nothing is concluded, whatever the metrics tell.
  public internal(set) var isTrusted = false
  public internal(set) var performance: [Metric] = []
  public internal(set) var scalability: [Metric] = []
  /// Functions by how much their cost at N = 1 changed, largest change first.
  public internal(set) var functions: [FunctionChange] = []
  /// Ceilings only one of the results has.
  public internal(set) var appearedCeilings: [Ceiling] = []
  public internal(set) var vanishedCeilings: [Ceiling] = []
  /// What a reader should know beside it: other loads, other collectors, unknown machines.
  public internal(set) var notes: [String] = []
  public let limits: Limits

  /// One number of both results.
  public struct Metric: Sendable {
    public enum Name: String, Sendable {
      /// At N = 1.
      case cpuPerRequest, cycleTime
      /// At the same N.
      case efficiency, throughput
      /// The part of the ideal throughput lost to a class at the same N: Δ/c(N).
      case lostEfficiency
      /// c(1)/h of a ceiling, and 1/h.
      case knee, maximum
    }

    public let name: Name
    /// The class, or the ceiling; "" for others.
    public let subject: String
    public let level: Int?
    public let base: Interval
    public let head: Interval
    /// `head`/`base` − 1; for `lostEfficiency`, which may be 0, the difference.
    public let change: Interval
    /// After Benjamini-Hochberg; 1 where nothing could be tested.
    public internal(set) var q = 1.0
    public internal(set) var statement = Statement.cannotTell
    /// Whether the verdict looks at it; the others explain.
    public internal(set) var isDeciding: Bool
    /// Why it is told otherwise than its numbers suggest; "" when nothing is to say.
    public internal(set) var note = ""

    public var isRelative: Bool { name != .lostEfficiency }
    /// Whether more of it is worse.
    var isCost: Bool { name == .cpuPerRequest || name == .cycleTime || name == .lostEfficiency }
  }

  /// What a function costs at N = 1 in both results, nanoseconds per request, in the state it was in; nil where it does not appear.
  public struct FunctionChange: Sendable {
    public let frame: FrameName
    public let state: AccountState
    public let base: Double?
    public let head: Double?
    public var change: Double { (head ?? 0) - (base ?? 0) }
  }
}
