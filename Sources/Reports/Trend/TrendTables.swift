import Scaling
import Statistics

/// The tables of a trend, for text and Markdown.
enum TrendTables {
  static func changes(_ series: TrendReport.Series) -> ReportTable {
    let unit = TrendWords.unit(series.name)
    var table = ReportTable([
      ("state", .word), ("commit", .word), ("#", .number), ("change", .number), ("before", .word), ("after", .word),
      ("(last good, first bad]", .word),
      ("title", .text),
    ])
    for change in series.changes {
      let title = series.points.indices.contains(change.index) ? series.points[change.index].title : ""
      let worse = TrendWords.isWorse(change, of: series).map { $0 ? " worse" : " better" } ?? ""
      table.add([
        TrendWords.state(change), TrendWords.commit(series, change.index), String(change.index), TrendWords.relative(change) + worse,
        TrendWords.interval(change.before, unit), TrendWords.interval(change.after, unit), TrendWords.range(change, of: series), title,
      ])
    }
    table.dropEmptyColumns()
    return table
  }

  static func functions(_ change: TrendReport.Change) -> ReportTable {
    var table = ReportTable([("change", .number), ("before", .number), ("after", .number), ("function", .code), ("file", .text)])
    for function in change.functions {
      let difference = function.after.value - function.before.value
      table.add([
        (difference >= 0 ? "+" : "") + ScaleNumber.time(difference), ScaleNumber.time(function.before.value), ScaleNumber.time(function.after.value),
        function.name, function.file.split(separator: "/").last.map(String.init) ?? "",
      ])
    }
    table.dropEmptyColumns()
    return table
  }

  static func suspects(_ change: TrendReport.Change) -> ReportTable {
    var table = ReportTable([("commit", .word), ("touches", .text), ("title", .text)])
    for suspect in change.suspects.prefix(8) {
      table.add([TrendWords.short(suspect.commit), suspect.functions.joined(separator: ", "), suspect.title])
    }
    table.dropEmptyColumns()
    return table
  }
}
