import History
import Reports

/// `history list` and `history export`.
enum HistoryList {
  enum Format: String, CaseIterable { case text, json, csv }
  enum ExportFormat: String, CaseIterable { case csv, json }

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let format = try HistoryCommand.format(arguments, Format.self, otherwise: .text)
    let limit = try arguments.integer("limit", in: 1...1_000_000, HistoryCommand.specification) ?? 20
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    let entries = try entries(arguments)
    // Who asks for a number of them means the newest.
    let isShort = format == .text || arguments.value("limit") != nil
    let shown = Array(entries.reversed().prefix(isShort ? limit : .max))
    let text =
      switch format {
      case .text:
        EntryReport.text(
          shown, of: entries.count, width: output == nil ? Terminal.width : 120, usesColor: output == nil && Terminal.usesColor)
      case .json: EntryReport.json(shown)
      case .csv: EntryReport.separatedValues(shown)
      }
    try HistoryCommand.write(text, output)
    return ExitCode.success
  }

  /// Everything, oldest first, so that the rows can be read as series.
  static func export(_ arguments: ParsedArguments) throws -> Int32 {
    let format = try HistoryCommand.format(arguments, ExportFormat.self, otherwise: .csv)
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    let entries = try entries(arguments)
    try HistoryCommand.write(format == .csv ? EntryReport.separatedValues(entries) : EntryReport.json(entries), output)
    return ExitCode.success
  }

  private static func entries(_ arguments: ParsedArguments) throws -> [EntryReport.Entry] {
    let entries = try HistoryStore(reading: HistoryCommand.path(arguments)).entries(benchmark: arguments.value("benchmark"))
    return entries.map {
      EntryReport.Entry(
        commit: $0.commit, date: $0.date, title: $0.title, benchmark: $0.benchmark, fingerprint: $0.fingerprint, values: $0.values)
    }
  }
}
