import Experiments
import History
import Regression
import Reports

/// `history trend`: the changes of what was kept, or of any series.
enum HistoryTrendCommand {
  enum Format: String, CaseIterable { case text, json, markdown, html }

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let specification = HistoryCommand.specification
    let chosen = ["metric", "function"].filter { arguments.value($0) != nil } + (arguments.flag("all") ? ["all"] : [])
    guard chosen.count < 2 else { throw UsageError("give one of --metric, --function and --all, not several", specification) }
    let format = try HistoryCommand.format(arguments, Format.self, otherwise: .text)
    let limit = try arguments.integer("limit", in: 1...1_000_000, specification) ?? 20
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    let report = try arguments.value("from").map { try table($0, arguments) } ?? kept(arguments)
    switch format {
    case .text:
      try HistoryCommand.write(
        TrendText.render(
          report, limit: limit, width: output == nil ? Terminal.width : 120, usesColor: output == nil && Terminal.usesColor), output)
    case .json: try HistoryCommand.write(TrendJSON.render(report), output)
    case .markdown: try HistoryCommand.write(TrendMarkdown.render(report, limit: limit), output)
    case .html: try HistoryCommand.write(TrendPage.html(report), output)
    }
    return ExitCode.success
  }

  // MARK: Any series

  private static func table(_ path: String, _ arguments: ParsedArguments) throws -> TrendReport {
    for option in ["file", "benchmark", "fingerprint", "function"] where arguments.value(option) != nil {
      throw UsageError("--from reads a table, in which --\(option) means nothing", HistoryCommand.specification)
    }
    let name = arguments.value("metric")
    let table = try SeriesTable(try InputFile.read(path), place: path == "-" ? "standard input" : path, series: name)
    var report = TrendReport()
    report.source = path == "-" ? "" : path
    let points = table.values.indices.map {
      TrendReport.Point(commit: table.commits[$0], date: table.dates[$0], title: table.titles[$0], value: table.values[$0])
    }
    report.series = [TrendReport.Series(name: name ?? "", points: points, changes: Trend(table.values).changes.map { TrendReport.Change($0) })]
    return report
  }

  // MARK: What was kept

  private static func kept(_ arguments: ParsedArguments) throws -> TrendReport {
    let path = HistoryCommand.path(arguments)
    let entries = try HistoryStore(reading: path).entries()
    // Without a repository dates tell the order.
    let repository = try? GitRepository()
    let series = try HistorySeries(
      entries, benchmark: arguments.value("benchmark"), fingerprint: arguments.value("fingerprint"),
      order: (try? repository?.order(of: Set(entries.map(\.commit)))) ?? [:])
    var report = TrendReport()
    report.benchmark = series.benchmark
    report.fingerprint = series.fingerprint
    report.source = path
    report.notes = series.notes
    report.series = try names(series, arguments).map { name in
      let trend = HistoryTrend(series, of: name)
      let points = zip(trend.places, trend.values).map { place, value in
        let point = series.points[place]
        return TrendReport.Point(commit: point.commit, date: point.date, title: point.title, value: value)
      }
      return TrendReport.Series(name: name, points: points, changes: trend.changes.map { change($0, points, repository) })
    }
    return report
  }

  private static func names(_ series: HistorySeries, _ arguments: ParsedArguments) throws -> [String] {
    let all = series.names
    if arguments.flag("all") { return all }
    if let name = arguments.value("metric") {
      if all.contains(name) { return [name] }
      let metrics = all.filter { !FunctionValue.isFunction($0) }
      let near = Spelling.nearest(to: name, in: metrics).map { "did you mean `\($0)`?" }
      throw CommandError("there is no value `\(name)`; \(near ?? "there are \(metrics.prefix(8).joined(separator: ", "))")")
    }
    if let name = arguments.value("function") {
      let functions = all.filter(FunctionValue.isFunction)
      if functions.contains(FunctionValue.name(of: name)) { return [FunctionValue.name(of: name)] }
      let found = functions.filter { (FunctionValue.function(of: $0) ?? "").contains(name) }
      if found.count == 1 { return found }
      let shown = found.prefix(3).compactMap(FunctionValue.function).map { "`\($0)`" }.joined(separator: ", ")
      throw CommandError(
        found.isEmpty
          ? "there is no function `\(name)` in the history; see headroom history trend --all"
          : "\(found.count) functions have `\(name)` in their names (\(shown), …); give more of it")
    }
    return all.filter { !FunctionValue.isFunction($0) }
  }

  private static func change(
    _ change: HistoryTrend.Change, _ points: [TrendReport.Point], _ repository: GitRepository?
  ) -> TrendReport.Change {
    var shown = TrendReport.Change(change.change)
    shown.functions = change.functions.map { TrendReport.Function(name: $0.name, file: $0.file, before: $0.before, after: $0.after) }
    guard points.indices.contains(change.lastGood), points.indices.contains(change.firstBad), change.lastGood < change.firstBad else { return shown }
    let between = try? repository?.changes(after: points[change.lastGood].commit, to: points[change.firstBad].commit)
    let commits = (between ?? []).map {
      TouchedCommit(commit: $0.hash, title: $0.title, files: $0.files)
    }
    shown.suspects = CommitRanking.rank(commits, functions: change.functions).map {
      TrendReport.Suspect(commit: $0.commit.commit, title: $0.commit.title, functions: $0.functions)
    }
    return shown
  }
}

extension TrendReport.Change {
  init(_ change: Trend.Change) {
    self.init(index: change.index, range: change.range, state: change.state, before: change.before, after: change.after)
    isGradual = change.isGradual
  }
}
