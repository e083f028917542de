import Regression

/// The verdict as commands that a pipeline reads from the log.
public enum Annotations {
  /// GitHub shows no more of a kind in a step.
  static let kindLimit = 10

  /// Lines for GitHub Actions: `::error file=Sources/App/Router.swift,line=71,title=…::…`, worst first; "" when there is nothing to say.
  ///
  /// Format: GitHub's documentation, "Workflow commands for GitHub Actions"; escapes as the toolkit's `core/src/command.ts` writes them.
  /// - Parameter paths: Where the repository is.
  public static func github(_ comparison: Comparison, paths: SourcePaths = SourcePaths()) -> String {
    let findings = Findings.all(comparison)
    var text = ""
    for level in Finding.Level.allCases {
      let kind = level == .note ? "notice" : level.name
      var lines = findings.filter { $0.level == level }.prefix(kindLimit).map { line(kind, $0, paths) }
      if level == .warning, comparison.verdict == .inconclusive {
        let reason = [comparison.sentence, comparison.reason].filter { !$0.isEmpty }.joined(separator: " ")
        lines.insert("::warning title=headroom gate%3A inconclusive::\(message(ComparisonWords.short(reason, to: 2000)))\n", at: 0)
      }
      text += lines.prefix(kindLimit).joined()
    }
    return text
  }

  private static func line(_ kind: String, _ finding: Finding, _ paths: SourcePaths) -> String {
    var properties: [String] = []
    if let path = paths.relative(finding.file) {
      properties.append("file=\(property(path))")
      if finding.line > 0 { properties.append("line=\(finding.line)") }
    }
    properties.append("title=\(property(finding.rule.title))")
    return "::\(kind) \(properties.joined(separator: ","))::\(message(finding.message))\n"
  }

  static func message(_ text: String) -> String {
    TextPage.printable(text).replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  static func property(_ text: String) -> String { message(text).replacing(":", with: "%3A").replacing(",", with: "%2C") }
}
