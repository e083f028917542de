import Scaling
import Statistics

/// What the page of a trend draws, as JSON: commits once, series refer to them by number.
enum TrendPageData {
  /// The commits of all series, each once.
  private struct Commits {
    private struct Key: Hashable {
      var commit: String
      var date: Double
      var title: String
    }
    private var places: [Key: Int] = [:]
    private(set) var points: [TrendReport.Point] = []

    mutating func place(of point: TrendReport.Point) -> Int {
      let key = Key(commit: point.commit, date: point.date, title: point.title)
      if let place = places[key] { return place }
      places[key] = points.count
      points.append(point)
      return points.count - 1
    }
  }

  static func json(_ report: TrendReport) -> [UInt8] {
    var commits = Commits()
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("sentence", report.sentence)
      writer.field("benchmark", report.benchmark)
      let facts = [("Measured on", report.fingerprint), ("From", report.source)].filter { !$0.1.isEmpty }
      writer.list("facts", facts) { fact, writer in
        writer.field("name", fact.0)
        writer.field("text", fact.1)
      }
      writer.key("notes")
      writer.array { writer in for note in report.notes { writer.value(note) } }
      writer.list("series", TrendText.ordered(report.series)) { series, writer in
        writer.field("title", TrendWords.title(series.name))
        writer.field("unit", TrendWords.unit(series.name).rawValue)
        writer.field("summary", summary(series))
        writer.field("commits", series.points.map { Double(commits.place(of: $0)) })
        writer.numbers("values", series.points.map(\.value))
        writer.list("changes", series.changes) { change($0, of: series, &$1) }
      }
      writer.list("commits", commits.points) { point, writer in
        let date = point.date > 0 ? CalendarTime.text(Int64(exactly: (point.date * 1e9).rounded()) ?? 0) : ""
        writer.field("commit", point.commit)
        writer.field("short", TrendWords.short(point.commit))
        writer.field("title", point.title)
        writer.field("date", date)
        writer.field("day", String(date.prefix(10)))
      }
    }
    return writer.utf8
  }

  private static func summary(_ series: TrendReport.Series) -> String {
    let points = series.points.count == 1 ? "1 point" : "\(series.points.count) points"
    let changes = series.changes.isEmpty ? "no change of level" : series.changes.count == 1 ? "1 change" : "\(series.changes.count) changes"
    return "\(points), \(changes)"
  }

  private static func change(_ change: TrendReport.Change, of series: TrendReport.Series, _ writer: inout JSONWriter) {
    let unit = TrendWords.unit(series.name)
    let isWorse = TrendWords.isWorse(change, of: series)
    let point = series.points.indices.contains(change.index) ? series.points[change.index] : nil
    writer.field("index", change.index)
    writer.field("range", [Double(change.range.lowerBound), Double(change.range.upperBound)])
    writer.field("state", change.state.rawValue)
    writer.field("stateText", TrendWords.state(change))
    writer.field("meaning", TrendWords.meaning(change))
    writer.interval("before", change.before)
    writer.interval("after", change.after)
    writer.field("beforeText", TrendWords.value(change.before.value, unit))
    writer.field("beforeEnds", TrendWords.ends(change.before, unit))
    writer.field("afterText", TrendWords.value(change.after.value, unit))
    writer.field("afterEnds", TrendWords.ends(change.after, unit))
    writer.field("relative", TrendWords.relative(change))
    writer.field("direction", isWorse.map { $0 ? "worse" : "better" } ?? "changed")
    writer.field("directionText", isWorse.map { $0 ? "worse" : "better" } ?? "")
    writer.field("rangeText", TrendWords.range(change, of: series))
    writer.field("commit", point?.commit ?? "")
    writer.field("commitShort", TrendWords.commit(series, change.index))
    writer.field("title", point?.title ?? "")
    writer.list("functions", change.functions) { function, writer in
      let difference = function.after.value - function.before.value
      writer.field("name", function.name)
      writer.field("file", function.file.split(separator: "/").last.map(String.init) ?? "")
      writer.field("difference", (difference >= 0 ? "+" : "") + ScaleNumber.time(difference))
      writer.field("before", TrendWords.interval(function.before, .nanoseconds))
      writer.field("after", TrendWords.interval(function.after, .nanoseconds))
    }
    writer.list("suspects", change.suspects.prefix(20).map { $0 }) { suspect, writer in
      writer.field("commit", suspect.commit)
      writer.field("short", TrendWords.short(suspect.commit))
      writer.field("title", suspect.title)
      writer.key("functions")
      writer.array { writer in for function in suspect.functions { writer.value(function) } }
    }
  }
}
