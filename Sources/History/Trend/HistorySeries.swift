import Statistics

/// The entries of one benchmark that can be joined, one point a commit, oldest first.
public struct HistorySeries: Sendable {
  /// One commit: of several measurements, the median of each value.
  public struct Point: Sendable, Equatable {
    public var commit: String
    /// Of its first measurement, seconds since 1970.
    public var date: Double
    public var title: String
    public var measurements: Int
    public var values: [String: Double]
  }

  public private(set) var benchmark = ""
  public private(set) var fingerprint = ""
  public private(set) var points: [Point] = []
  /// By point, whether it has a value of any function.
  private var hasFunctions: [Bool] = []
  /// Source files of functions, by the name of their value.
  public private(set) var files: [String: String] = [:]
  /// What was left out or could not be known, a sentence each.
  public private(set) var notes: [String] = []

  /// - Parameters:
  ///   - entries: Of one benchmark or of several, in any order.
  ///   - benchmark: Which; nil for the one with the newest entry.
  ///   - fingerprint: A part of the fingerprint that is meant; nil for that of the newest entry.
  ///   - order: The place of commits in the history of the repository; empty when there is none. Used when it knows every commit, dates otherwise.
  public init(_ entries: [HistoryEntry], benchmark: String? = nil, fingerprint: String? = nil, order: [String: Int] = [:]) throws(HistoryError) {
    guard let newest = Self.newest(entries.filter { benchmark == nil || $0.benchmark == benchmark }) else {
      guard let benchmark else { return }
      let names = Self.quoted(Set(entries.map(\.benchmark)))
      throw HistoryError(
        .badInput, "", "the history has no benchmark `\(benchmark)`", remedy: entries.isEmpty ? "it is empty" : "it has \(names)")
    }
    self.benchmark = newest.benchmark
    let candidates = entries.filter { $0.benchmark == newest.benchmark }
    let others = Set(entries.map(\.benchmark)).subtracting([newest.benchmark])
    if benchmark == nil, !others.isEmpty {
      notes.append("This is the benchmark `\(newest.benchmark)`; there are also \(Self.quoted(others)) (--benchmark).")
    }
    self.fingerprint = try Self.fingerprint(candidates, fingerprint) ?? newest.fingerprint
    let joined = candidates.filter { $0.fingerprint == self.fingerprint }
    if joined.count < candidates.count {
      let left = candidates.count - joined.count
      let kinds = Set(candidates.map(\.fingerprint)).count - 1
      notes.append(
        "\(left) \(left == 1 ? "entry" : "entries") of \(kinds == 1 ? "another machine or toolchain" : "\(kinds) other machines or toolchains") "
          + "\(left == 1 ? "is" : "are") left out, for they cannot be compared (--fingerprint).")
    }
    join(joined, order)
    hasFunctions = points.map { $0.values.keys.contains(where: FunctionValue.isFunction) }
  }

  private static func newest(_ entries: [HistoryEntry]) -> HistoryEntry? {
    // Of equal dates the one that was added last.
    entries.enumerated().max { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }?.element
  }

  private static func quoted(_ names: Set<String>) -> String {
    let shown = names.sorted().prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  /// The one fingerprint that has `part` in it; nil when nobody asked.
  private static func fingerprint(_ entries: [HistoryEntry], _ part: String?) throws(HistoryError) -> String? {
    guard let part else { return nil }
    let all = Set(entries.map(\.fingerprint))
    if all.contains(part) { return part }
    let found = all.filter { !part.isEmpty && $0.contains(part) }
    guard found.count == 1 else {
      let problem = found.isEmpty ? "no fingerprint has `\(part)` in it" : "\(found.count) fingerprints have `\(part)` in them"
      throw HistoryError(.badInput, "", problem, remedy: "there are \(quoted(found.isEmpty ? all : found))")
    }
    return found.first
  }

  private mutating func join(_ entries: [HistoryEntry], _ order: [String: Int]) {
    var groups: [String: [HistoryEntry]] = [:]
    var firstPlace: [String: Int] = [:]
    for (place, entry) in entries.enumerated() {
      groups[entry.commit, default: []].append(entry)
      if firstPlace[entry.commit] == nil { firstPlace[entry.commit] = place }
      files.merge(entry.files) { $1 }
    }
    points = groups.map { commit, group in
      var columns: [String: [Double]] = [:]
      for entry in group { for (name, value) in entry.values { columns[name, default: []].append(value) } }
      return Point(
        commit: commit, date: group.map(\.date).min() ?? 0, title: group.last { !$0.title.isEmpty }?.title ?? "", measurements: group.count,
        values: columns.mapValues { SampleStatistics.median($0) })
    }
    let unknown = points.count { order[$0.commit] == nil }
    if unknown == 0 {
      points.sort { (order[$0.commit] ?? 0, $0.date) < (order[$1.commit] ?? 0, $1.date) }
    } else {
      points.sort { ($0.date, firstPlace[$0.commit] ?? 0) < ($1.date, firstPlace[$1.commit] ?? 0) }
      if !order.isEmpty {
        notes.append("\(unknown) of \(points.count) commits are not in this repository's history; they are in the order of their dates.")
      }
    }
  }

  /// Every name that has a value somewhere, totals first.
  public var names: [String] {
    Set(points.flatMap { $0.values.keys }).sorted { (FunctionValue.isFunction($0) ? 1 : 0, $0) < (FunctionValue.isFunction($1) ? 1 : 0, $1) }
  }

  /// The places of the points that have a value of this name, and the values.
  ///
  /// A function without a value where others have one was never seen on a processor: it cost nothing.
  public func values(of name: String) -> (places: [Int], values: [Double]) {
    let isFunction = FunctionValue.isFunction(name)
    var places: [Int] = []
    var values: [Double] = []
    for (place, point) in points.enumerated() {
      guard let value = point.values[name] ?? (isFunction && hasFunctions[place] ? 0 : nil) else { continue }
      places.append(place)
      values.append(value)
    }
    return (places, values)
  }
}
