import Statistics

@testable import Reports

/// Trends with known answers.
enum TrendFixture {
  static func hash(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits + String(repeating: "c0ffee", count: 6)
  }

  /// Points around a level that is another from some index on; the deviation is a fixed pattern of ±1 %.
  static func points(_ count: Int, from: Double, to: Double, at index: Int, title: (Int) -> String = { "Change \($0)" }) -> [TrendReport.Point] {
    (0..<count).map { number in
      let level = number < index ? from : to
      let value = level * (1 + 0.01 * Double(number * 7 % 5 - 2) / 2)
      return TrendReport.Point(commit: hash(number), date: 1_700_000_000 + Double(number) * 86_400, title: title(number), value: value)
    }
  }

  static func change(_ index: Int, _ state: TrendReport.State, _ before: Double, _ after: Double) -> TrendReport.Change {
    func interval(_ value: Double) -> Interval { Interval(value, low: value * 0.995, high: value * 1.005) }
    return TrendReport.Change(index: index, range: (index - 1)...index, state: state, before: interval(before), after: interval(after))
  }

  /// A slower request, a spike of memory that went away, throughput that may have fallen, and a count that never moved.
  static var report: TrendReport {
    var report = TrendReport()
    report.benchmark = "shop"
    report.fingerprint = "AMD EPYC 7B13 | Linux 6.1.0 | Swift 6.3"
    report.source = ".headroom/history.sqlite"
    report.notes = ["2 entries of another machine or toolchain are left out, for they cannot be compared (--fingerprint)."]
    var slower = change(30, .confirmed, 100_000, 112_000)
    slower.functions = [
      .init(
        name: "Router.respond(to:)", file: "/build/Sources/Shop/Router.swift", before: Interval(20_000, low: 19_800, high: 20_200),
        after: Interval(31_000, low: 30_700, high: 31_300))
    ]
    slower.suspects = [
      .init(commit: hash(30), title: "Route by regular expression", functions: ["Router.respond(to:)"]),
      .init(commit: hash(29), title: "Mend a comment", functions: []),
    ]
    report.series = [
      .init(name: "allocations", points: points(60, from: 20, to: 20, at: 0), changes: []),
      .init(name: "cpuNanoseconds", points: points(60, from: 100_000, to: 112_000, at: 30), changes: [slower]),
      .init(
        name: "peakResidentBytes", points: points(60, from: 5e7, to: 5e7, at: 0),
        changes: [change(20, .wentAway, 5e7, 6e7), change(24, .wentAway, 6e7, 5e7)]),
      .init(
        name: "throughputPerSecond N=8", points: points(60, from: 8000, to: 7000, at: 57), changes: [change(57, .candidate, 8000, 7000)]),
    ]
    return report
  }

  /// Hostile text wherever there may be text.
  static var hostile: TrendReport {
    var report = TrendReport()
    let names = HostileNames.all
    report.benchmark = names[0]
    report.fingerprint = names[1]
    report.source = names[2]
    report.notes = names
    report.series = names.map { name in
      var points = points(12, from: 1, to: 2, at: 6) { names[$0 % names.count] }
      for index in points.indices { points[index].commit = names[(index + 3) % names.count] }
      var change = change(6, .confirmed, 1, 2)
      change.functions = names.map { .init(name: $0, file: $0, before: Interval(exactly: 1), after: Interval(exactly: 2)) }
      change.suspects = names.map { .init(commit: $0, title: $0, functions: [$0]) }
      return .init(name: "function " + name, points: points, changes: [change])
    }
    return report
  }

  /// A table of so many values, without commits.
  static func values(_ values: [Double], _ changes: [TrendReport.Change] = []) -> TrendReport {
    var report = TrendReport()
    report.series = [.init(name: "", points: values.map { .init(commit: "", date: 0, title: "", value: $0) }, changes: changes)]
    return report
  }
}
