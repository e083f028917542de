import Regression

/// The files of a gate's folder that tell its verdict; pipelines rely on the names.
public enum ComparisonFiles {
  /// Files for readers and for pipelines, by name.
  ///
  /// - `verdict.json` for scripts, `report.txt`, `report.md` (the summary of a step), `report.html`;
  /// - `comment.md` for the pull request, `annotations.txt` for GitHub's log;
  /// - `junit.xml`, `results.sarif`, and `code-quality.json` for GitLab.
  ///
  /// - Parameters:
  ///   - toolVersion: The version of the tool that compared.
  ///   - benchmark: What was run, in a few words.
  ///   - paths: Where the repository is.
  ///   - artifact: The name or the address of the full result.
  ///   - reproduce: The command that does the same again.
  public static func all(
    _ comparison: Comparison, toolVersion: String, benchmark: String, paths: SourcePaths = SourcePaths(), artifact: String? = nil,
    reproduce: String? = nil
  ) -> [(name: String, content: [UInt8])] {
    let text = ComparisonText.render(comparison, limit: 50, width: 160, usesColor: false)
    let texts = [
      ("verdict.json", ComparisonJSON.render(comparison, toolVersion: toolVersion)), ("report.txt", text),
      ("report.md", ComparisonMarkdown.summary(comparison, artifact: artifact, reproduce: reproduce)),
      ("comment.md", ComparisonMarkdown.comment(comparison, artifact: artifact, reproduce: reproduce)),
      ("annotations.txt", Annotations.github(comparison, paths: paths)), ("junit.xml", JUnitReport.render(comparison, benchmark: benchmark)),
      ("results.sarif", SARIFReport.render(comparison, toolVersion: toolVersion, benchmark: benchmark, paths: paths)),
      ("code-quality.json", GitLabCodeQuality.render(comparison, paths: paths)),
    ]
    return texts.map { ($0.0, Array($0.1.utf8)) } + [("report.html", ComparisonPage.render(comparison, toolVersion: toolVersion))]
  }
}
