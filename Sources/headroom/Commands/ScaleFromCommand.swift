import Reports
import Scaling

/// `scale --from`: the curve, or growth, of measurements that others made.
enum ScaleFromCommand {
  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let specification = ScaleCommand.specification
    guard let path = arguments.value("from") else { throw UsageError("give a table of measurements with --from FILE", specification) }
    let format = try ScaleCommand.format(arguments)
    let thinkTime = try arguments.seconds("think", specification) ?? 0
    let columns = arguments.value("columns").map { $0.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed } }
    let output = arguments.value("output").map { OutputFile($0) }
    try output?.checkWritable()
    let result = try result(of: path, columns: columns, thinkTime: thinkTime)
    let text: String
    switch format {
    case .text:
      text = MeasuredTableReport.text(
        result, width: output == nil ? Terminal.width : 120, usesColor: output == nil && Terminal.usesColor)
    case .json: text = MeasuredTableReport.json(result)
    case .markdown: text = ScaleMarkdown.render(result, limit: 20)
    }
    if let output { try output.write(Array(text.utf8)) } else { try Terminal.output(text) }
    return ExitCode.success
  }

  private static func result(of path: String, columns: [String]?, thinkTime: Double) throws -> ScaleResult {
    let bytes = try InputFile.read(path)
    let table: MeasurementTable
    do throws(TableError) {
      table = try MeasurementTable(bytes, columns: columns)
    } catch {
      throw CommandError("\(path): \(error)")
    }
    var result = ScaleResult()
    switch table {
    case .curve(let points):
      var conditions = CurveConditions()
      conditions.thinkTime = thinkTime
      let report = CurveAnalysis.report(points, conditions)
      result.sentence = report.sentence
      result.trust = report.trust
      result.curve = report
    case .growth(let sizes, let costs, let unit):
      let report = GrowthAnalysis.report(sizes: sizes, rows: [GrowthAnalysis.Input(frame: nil, costs: costs)], unit: unit)
      result.sentence = report.sentence
      result.trust = report.trust
      result.growth = report
    }
    return result
  }
}

extension Substring {
  /// Without spaces around it.
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
