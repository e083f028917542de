import Regression

/// The verdict as a code quality report of GitLab, which shows it in merge requests.
///
/// Format: GitLab's documentation, "Code Quality: import results from a CI/CD job".
public enum GitLabCodeQuality {
  static let resultLimit = 5000

  /// - Parameter paths: Where the repository is.
  public static func render(_ comparison: Comparison, paths: SourcePaths = SourcePaths()) -> String {
    var writer = JSONWriter()
    writer.array { writer in
      for finding in Findings.all(comparison).prefix(resultLimit) {
        writer.object { writer in
          let path = paths.relative(finding.file)
          writer.field("description", finding.message)
          writer.field("check_name", finding.rule.rawValue)
          writer.field("fingerprint", Fingerprint.text("\(finding.rule.rawValue)\n\(finding.key)"))
          writer.field("severity", severity(finding.level))
          writer.key("location")
          writer.object { writer in
            writer.field("path", path ?? paths.fallback)
            writer.key("lines")
            writer.object { $0.field("begin", path == nil ? 1 : max(1, finding.line)) }
          }
        }
      }
    }
    return writer.text + "\n"
  }

  private static func severity(_ level: Finding.Level) -> String {
    switch level {
    case .error: "major"
    case .warning: "minor"
    case .note: "info"
    }
  }
}
