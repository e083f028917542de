import Statistics

/// A trend as JSON for scripts. Names and units are stable; `schema` grows when they change.
public enum TrendJSON {
  static let schema = 1

  public static func render(_ report: TrendReport) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", schema)
      writer.field("sentence", report.sentence)
      writer.field("benchmark", report.benchmark)
      writer.field("fingerprint", report.fingerprint)
      writer.field("source", report.source)
      // All changes of all series; of one series, those are its own.
      writer.list("changes", report.series.flatMap { series in series.changes.map { (series, $0) } }) { change($0.1, of: $0.0, &$1) }
      writer.list("series", report.series) { series, writer in
        writer.field("name", series.name)
        writer.field("unit", TrendWords.unit(series.name).rawValue)
        writer.field("isBetterHigher", TrendWords.isBetterHigher(series.name))
        writer.list("points", series.points) { point, writer in
          writer.field("commit", point.commit)
          writer.field("dateSeconds", precise: point.date)
          writer.field("title", point.title)
          writer.field("value", precise: point.value)
        }
      }
      writer.key("notes")
      writer.array { writer in for note in report.notes { writer.value(note) } }
    }
    return writer.text + "\n"
  }

  private static func change(_ change: TrendReport.Change, of series: TrendReport.Series, _ writer: inout JSONWriter) {
    func commit(_ index: Int) -> String { series.points.indices.contains(index) ? series.points[index].commit : "" }
    writer.field("index", change.index)
    writer.field("commit", commit(change.index))
    writer.field("state", change.state.rawValue)
    writer.field("before", change.before)
    writer.field("after", change.after)
    writer.field("isGradual", change.isGradual)
    writer.field("series", series.name)
    writer.field("relative", precise: change.relative)
    if let isWorse = TrendWords.isWorse(change, of: series) { writer.field("isWorse", isWorse) }
    writer.key("range")
    writer.object { writer in
      writer.field("first", change.range.lowerBound)
      writer.field("last", change.range.upperBound)
      writer.field("lastGoodCommit", commit(TrendWords.lastGood(change)))
      writer.field("firstBadCommit", commit(change.range.upperBound))
    }
    writer.list("functions", change.functions) { function, writer in
      writer.field("name", function.name)
      writer.field("file", function.file)
      writer.field("beforeNanoseconds", function.before)
      writer.field("afterNanoseconds", function.after)
    }
    writer.list("commits", change.suspects) { suspect, writer in
      writer.field("commit", suspect.commit)
      writer.field("title", suspect.title)
      writer.key("functions")
      writer.array { writer in for function in suspect.functions { writer.value(function) } }
    }
  }
}
