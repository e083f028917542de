import Regression
import Reports

/// The files in which a gate leaves its answer.
enum GateFiles {
  static func write(_ comparison: Comparison, to folder: String) throws {
    try OutputFile("\(folder)/verdict.json").write(Array(ComparisonJSON.render(comparison, toolVersion: Headroom.version).utf8))
    try OutputFile("\(folder)/report.md").write(Array(ComparisonMarkdown.comment(comparison, artifact: nil, reproduce: nil).utf8))
  }
}
