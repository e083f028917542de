import Statistics
import Testing

@testable import Regression

@Suite("Trends") struct TrendTests {
  @Test("series without a change hardly ever show one, whatever the noise", arguments: TrendSeries.Family.allCases)
  func nullSeries(_ family: TrendSeries.Family) {
    var series = TrendSeries(seed: 7)
    let alarms = (0..<40).filter { _ in !Trend(series.noise(family, 200)).changes.isEmpty }.count
    // At a rate of 5 % more than 6 of 40 have a probability of 0.3 %.
    #expect(alarms <= 6)
  }

  @Test("steps of one and of one and a half deviations are found from 30 points", arguments: [(1.0, 0.65), (1.5, 0.9)])
  func power(_ step: Double, _ least: Double) {
    var series = TrendSeries(seed: 8)
    let found = (0..<40).filter { _ in
      Trend(series.levels([(0, 100), (step, 30)])).changes.contains { abs($0.index - 100) <= 15 && $0.after.value > $0.before.value }
    }.count
    // Two binomial deviations below the bar.
    #expect(Double(found) >= 40 * least - 2 * (40 * least * (1 - least)).squareRoot())
  }

  @Test("a clear step is found at its point, with its levels and a range that holds it")
  func clearStep() throws {
    var series = TrendSeries(seed: 9)
    let trend = Trend(series.levels([(100, 100), (120, 30)]))
    #expect(trend.changes.count == 1)
    let change = try #require(trend.changes.first)
    #expect(change.index == 100 && change.range == 100...100 && change.state == .confirmed && !change.isGradual)
    #expect(change.before.low < 100 && change.before.high > 100 && change.after.low < 120 && change.after.high > 120)
    #expect(abs(change.relative - 0.2) < 0.01)
  }

  @Test("the range holds the true start of steps of a deviation and a half in 95 % of series")
  func coverage() {
    var series = TrendSeries(seed: 10)
    let changes = (0..<60).compactMap { _ in Trend(series.levels([(0, 60), (1.5, 60)])).changes.first }
    // Of 60 at 95 % fewer than 52 have a probability of 0.4 %.
    #expect(changes.count >= 57 && changes.filter { $0.range.contains(60) }.count >= 52)
    #expect(changes.allSatisfy { $0.range.contains($0.index) })
  }

  @Test("spikes of one and two points are no changes", arguments: [1, 2], [100.0, -100])
  func spikes(_ length: Int, _ height: Double) {
    var series = TrendSeries(seed: 11)
    let alarms = (0..<15).filter { _ in !Trend(series.levels([(0, 120), (height, length), (0, 80)])).changes.isEmpty }.count
    // At 5 % more than 3 of 15 have a probability of 0.5 %.
    #expect(alarms <= 3)
    #expect(
      Trend([Double](repeating: 5, count: 50) + [Double](repeating: 5 + height, count: length) + [Double](repeating: 5, count: 50)).changes.isEmpty)
  }

  @Test("a change with fewer than three later points is a candidate, and confirmed after the third")
  func candidates() {
    var series = TrendSeries(seed: 12)
    let values = series.levels([(0, 80), (10, 4)])
    let states = (81...84).map { Trend(Array(values.prefix($0))).changes.map(\.state) }
    #expect(states == [[], [.candidate], [.candidate], [.confirmed]])
    #expect(Trend(Array(values.prefix(82))).changes.first?.index == 80)
    // Two points back where it was are not sure either.
    let back = Trend(series.levels([(0, 60), (10, 60), (0, 2)])).changes
    #expect(back.map(\.state) == [.confirmed, .candidate] && back.map(\.index) == [60, 120])
  }

  @Test("a level that the series left again went away, and the way back is a change of its own")
  func wentAway() {
    var series = TrendSeries(seed: 13)
    let back = Trend(series.levels([(0, 60), (6, 20), (0, 60)])).changes
    #expect(back.map(\.state) == [.wentAway, .confirmed] && back.map(\.index) == [60, 80])
    // Half of the way back leaves something.
    #expect(Trend(series.levels([(0, 60), (6, 20), (3, 60)])).changes.map(\.state) == [.confirmed, .confirmed])
    // Down and up again, in two steps.
    #expect(Trend(series.levels([(0, 60), (-9, 40), (-5, 40), (0, 40)])).changes.map(\.state) == [.wentAway, .confirmed, .confirmed])
  }

  @Test("a step is found where a drift ends in one, and a drift alone is called gradual")
  func drift() {
    var series = TrendSeries(seed: 14)
    let drift = series.noise(.gaussian, 160).enumerated().map { $1 + 4 * min(1, Double($0) / 120) }
    let step = drift.enumerated().map { $1 + ($0 >= 120 ? 5 : 0) }
    let changes = Trend(step).changes
    #expect(changes.contains { $0.index == 120 && !$0.isGradual })
    let ramp = series.noise(.gaussian, 160).enumerated().map { $1 + 6 * Double($0) / 160 }
    #expect(!Trend(ramp).changes.isEmpty && Trend(ramp).changes.count <= 2 && Trend(ramp).changes.contains(where: \.isGradual))
  }

  @Test("the same values give the same changes, and neither unit nor offset matters")
  func invariance() {
    var series = TrendSeries(seed: 15)
    let values = series.levels([(10, 50), (12, 50), (9, 50)])
    let indices = Trend(values).changes.map(\.index)
    #expect(indices == [50, 100] && Trend(values).changes == Trend(values).changes)
    #expect(Trend(values.map { $0 * 1e300 }).changes.map(\.index) == indices)
    #expect(Trend(values.map { $0 * 0x1p-1000 }).changes.map(\.index) == indices)
    #expect(Trend(values.map { -$0 }).changes.map(\.index) == indices)
  }

  @Test("values that are not finite are passed over, and indices still count them")
  func notFinite() {
    var values = [Double](repeating: 1, count: 30) + [Double](repeating: 2, count: 30)
    for index in [0, 7, 29, 30, 31, 59] { values[index] = [Double.nan, .infinity, -.infinity][index % 3] }
    let changes = Trend(values).changes
    #expect(changes.map(\.index) == [32] && changes.first?.range == 32...32 && changes.first?.state == .confirmed)
    #expect(Trend([Double](repeating: .nan, count: 40)).changes.isEmpty)
  }

  @Test("short, constant and extreme series have no changes and trap nothing")
  func degenerate() {
    for count in 0...7 { #expect(Trend((0..<count).map(Double.init)).changes.isEmpty) }
    for value in [0.0, -3, 1e300, -1e308, 5e-324] { #expect(Trend([Double](repeating: value, count: 100)).changes.isEmpty) }
    #expect(Trend((0..<100).map { $0 % 2 == 0 ? 1.0 : 2 }).changes.isEmpty)
    #expect(Trend((0..<100).map { $0 % 2 == 0 ? 1e308 : -1e308 }).changes.isEmpty)
    let jump = Trend((0..<60).map { $0 < 30 ? -1e308 : 1e308 }).changes
    #expect(jump.map(\.index) == [30] && jump.first?.after.value.isFinite == true)
    let fromZero = Trend((0..<60).map { $0 < 30 ? 0 : 1 }).changes
    #expect(fromZero.map(\.index) == [30] && fromZero.first?.relative == .infinity)
  }

  @Test("a count that is the same in every run but for the step has exact levels")
  func counts() {
    let changes = Trend([Double](repeating: 41, count: 40) + [Double](repeating: 42, count: 12)).changes
    #expect(changes.map(\.index) == [40] && changes.first?.range == 40...40)
    #expect(changes.first?.before == Interval(exactly: 41) && changes.first?.after == Interval(exactly: 42))
  }
}
