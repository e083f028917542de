import Foundation
import Testing

/// What users copy into their pipelines, with the real gate behind it.
@Suite struct GateTemplateTests {
  @Test("the script of the pipelines ends with the real gate's verdict and shows it where a runner looks")
  func pipeline() throws {
    let repository = try GateRepository()
    try repository.commitLoop(30_000, "First")
    try repository.commitLoop(150_000, "Second does more")
    let summary = repository.scratch.path("summary")
    let script = "\(GateRepository.package)/ci/templates/headroom-gate.sh"
    let facts = ["GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=\(summary)", "GITHUB_REF=", "HEADROOM=\(Tool.headroom)"]
    let words = ["--base", "HEAD~1", "--head", "HEAD", "--run", "./work.sh", "--pairs", "4", "--counts", "off", "--threshold", "100%", "--seed", "1"]
    let outcome = try Tool.start("/usr/bin/env", facts + ["bash", script] + words, folder: repository.folder).finish()
    #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("\n::error title=headroom gate::regression"))
    #expect(try String(contentsOfFile: summary, encoding: .utf8).hasPrefix("### 🔴 REGRESSION"))
    for file in ["verdict.json", "report.html", "comment.md", "junit.xml", "results.sarif", "code-quality.json"] {
      #expect(FileManager.default.fileExists(atPath: "\(repository.folder)/headroom-gate/\(file)"), "\(file)")
    }
  }
}
