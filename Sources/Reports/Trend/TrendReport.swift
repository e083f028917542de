import Regression
import Statistics

/// How measurements moved from commit to commit, ready to be shown.
public struct TrendReport: Sendable {
  /// One measurement, oldest first.
  public struct Point: Sendable {
    /// The full hash or another name; empty when the source has none.
    public var commit: String
    /// Seconds since 1970; 0 when unknown.
    public var date: Double
    public var title: String
    public var value: Double

    public init(commit: String, date: Double, title: String, value: Double) {
      self.commit = commit
      self.date = date
      self.title = title
      self.value = value
    }
  }

  public typealias State = Trend.State

  /// A function whose own cost changed at the same place.
  public struct Function: Sendable {
    public var name: String
    public var file: String
    /// Nanoseconds of a request, or of a second.
    public var before: Interval
    public var after: Interval

    public init(name: String, file: String, before: Interval, after: Interval) {
      self.name = name
      self.file = file
      self.before = before
      self.after = after
    }
  }

  /// A commit that may have made a change.
  public struct Suspect: Sendable {
    public var commit: String
    public var title: String
    /// The changed functions in files that it touched.
    public var functions: [String]

    public init(commit: String, title: String, functions: [String]) {
      self.commit = commit
      self.title = title
      self.functions = functions
    }
  }

  public struct Change: Sendable {
    /// The first point of the new level, from 0.
    public var index: Int
    /// With 95 % the first point of the new level is one of these.
    public var range: ClosedRange<Int>
    public var state: State
    public var before: Interval
    public var after: Interval
    /// Whether it is a drift, for which no single commit stands.
    public var isGradual = false
    /// The largest difference first.
    public var functions: [Function] = []
    /// What lies after the last good commit up to the first bad one, what touched changed functions first; empty without a repository.
    public var suspects: [Suspect] = []

    public init(index: Int, range: ClosedRange<Int>, state: State, before: Interval, after: Interval) {
      self.index = index
      self.range = range
      self.state = state
      self.before = before
      self.after = after
    }

    /// after/before − 1; nil from 0.
    public var relative: Double? { before.value == 0 ? nil : after.value / before.value - 1 }
  }

  public struct Series: Sendable {
    /// `cpuNanoseconds`, `function Router.respond(to:)`; empty for a table of values.
    public var name: String
    public var points: [Point]
    public var changes: [Change]

    public init(name: String, points: [Point], changes: [Change]) {
      self.name = name
      self.points = points
      self.changes = changes
    }
  }

  public var benchmark = ""
  public var fingerprint = ""
  /// Whatever the values came from: a file's name.
  public var source = ""
  public var series: [Series] = []
  /// What a reader should know beside it.
  public var notes: [String] = []

  public init() {}

  /// What happened, in one or two sentences.
  public var sentence: String {
    let points = series.map(\.points.count).max() ?? 0
    guard points > 0 else { return "There are no measurements yet." }
    let changes = series.flatMap { series in series.changes.map { (series, $0) } }
    let lasting = changes.filter { $0.1.state == .confirmed }
    let words = [State.confirmed, .candidate, .wentAway].compactMap { state -> String? in
      let count = changes.count { $0.1.state == state }
      guard count > 0 else { return nil }
      return "\(count) \(TrendWords.counted(state))"
    }
    let what =
      "\(points == 1 ? "1 point" : "\(Quantity.count(Int64(points))) points") of \(series.count == 1 ? "1 series" : "\(series.count) series")"
    guard !changes.isEmpty else {
      return points < 6 ? "\(what): too few to tell a change from noise." : "\(what): no change of level."
    }
    var sentence = "\(what): \(words.joined(separator: ", "))."
    if let (series, change) = lasting.max(by: { $0.1.index < $1.1.index }) {
      sentence += " The newest that is sure: \(TrendWords.sentence(change, of: series))"
    }
    return sentence
  }
}
