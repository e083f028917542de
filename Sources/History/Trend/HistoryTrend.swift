import Regression
import Statistics

/// The changes of one value over the commits of a series, with what may have made them.
public struct HistoryTrend: Sendable {
  /// A function whose own cost changed at the same place.
  public struct Function: Sendable, Equatable {
    public var name: String
    /// Empty when unknown.
    public var file: String
    /// Self CPU time, nanoseconds of a request.
    public var before: Interval
    public var after: Interval

    public var difference: Double { after.value - before.value }
  }

  public struct Change: Sendable, Equatable {
    /// `index` and `range` count the points of this trend.
    public var change: Trend.Change
    /// The largest difference first.
    public var functions: [Function]

    /// The last point that was surely before, and the first that is surely after.
    public var lastGood: Int { max(0, change.range.lowerBound - 1) }
    public var firstBad: Int { change.range.upperBound }
  }

  public let name: String
  /// The places in the series of the points that have a value.
  public let places: [Int]
  public let values: [Double]
  public private(set) var changes: [Change] = []

  /// Functions that are looked at for each change: those whose median moved most.
  private static let suspects = 24
  /// And those that are told.
  private static let shown = 10

  /// - Parameters:
  ///   - name: Of the value.
  ///   - detect: Finds the changes of a series of numbers.
  ///
  /// - Complexity: That of `detect`, times the functions that are looked at when there is a change.
  public init(_ series: HistorySeries, of name: String, detect: ([Double]) -> [Trend.Change] = { Trend($0).changes }) {
    self.name = name
    (places, values) = series.values(of: name)
    let found = detect(values)
    guard !found.isEmpty else { return }
    // A function stands for itself.
    let names = FunctionValue.isFunction(name) ? [] : series.names.filter(FunctionValue.isFunction)
    var columns: [String: [Double]] = [:]
    for function in names {
      let column = series.values(of: function)
      // Only where it is known at every point of this trend do the places agree.
      if column.places == places { columns[function] = column.values }
    }
    for (order, change) in found.enumerated() {
      let from = order > 0 ? found[order - 1].index : 0
      let to = order + 1 < found.count ? found[order + 1].index : values.count
      changes.append(Change(change: change, functions: Self.functions(at: change, from..<to, columns, series.files, detect)))
    }
  }

  private static func functions(
    at change: Trend.Change, _ stretch: Range<Int>, _ columns: [String: [Double]], _ files: [String: String], _ detect: ([Double]) -> [Trend.Change]
  ) -> [Function] {
    guard stretch.lowerBound < change.index, change.index < stretch.upperBound else { return [] }
    let moved = columns.map { name, values in
      let before = SampleStatistics.median(values[stretch.lowerBound..<change.index])
      return (name: name, by: abs(SampleStatistics.median(values[change.index..<stretch.upperBound]) - before))
    }
    var functions: [Function] = []
    for (name, by) in moved.sorted(by: { ($1.by, $0.name) < ($0.by, $1.name) }).prefix(suspects) where by > 0 {
      // The same place: the two ranges touch, or are neighbours.
      let own = detect(columns[name] ?? []).first {
        $0.range.lowerBound - 1 <= change.range.upperBound && change.range.lowerBound - 1 <= $0.range.upperBound
      }
      guard let own else { continue }
      functions.append(Function(name: FunctionValue.function(of: name) ?? name, file: files[name] ?? "", before: own.before, after: own.after))
    }
    return Array(functions.sorted { (abs($1.difference), $0.name) < (abs($0.difference), $1.name) }.prefix(shown))
  }
}
