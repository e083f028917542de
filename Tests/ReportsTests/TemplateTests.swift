import Foundation
import Regression
import Testing

@testable import Reports

/// Runs what users copy into their pipelines, with stand-ins for `headroom` and `gh` that end as they are told and write down what they were asked.
@Suite struct TemplateTests {
  private static let templates = "\(OtherTool.root)/ci/templates"
  private static let headroom = """
    #!/usr/bin/env bash
    printf '%s\\n' "$@" >asked
    echo '::error::the program under test prints this'
    if [ "$STUB_STATUS" = 1 ] || [ "$STUB_STATUS" = 4 ]; then exit "$STUB_STATUS"; fi
    mkdir -p headroom-gate && cp -r ready/. headroom-gate/
    exit "$STUB_STATUS"
    """
  private static let gh = """
    #!/usr/bin/env bash
    echo "$@" >>gh-asked
    if [ "$STUB_GH" = refuse ]; then echo 'gh: Resource not accessible by integration (HTTP 403)' >&2; exit 1; fi
    case "$*" in
      *--paginate*) echo "$STUB_GH" ;;
      *) for word; do case $word in body=@*) cp "${word#body=@}" gh-body ;; esac; done ;;
    esac
    """

  private func run(
    _ comparison: Comparison, status: Int, gh: String = "", environment: [String: String] = [:]
  ) throws -> (
    status: Int32, output: String, results: [String: String]
  ) {
    var files = ["bin/headroom": Self.headroom, "bin/gh": Self.gh, "summary": ""]
    for file in ComparisonFiles.all(comparison, toolVersion: "0.4.0", benchmark: "shop") where file.name != "report.html" {
      files["ready/\(file.name)"] = String(decoding: file.content, as: UTF8.self)
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    var all = [
      "PATH": "{folder}/bin:\(path)", "STUB_STATUS": String(status), "STUB_GH": gh, "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "shop/shop",
      "GITHUB_REF": "refs/pull/42/merge", "GITHUB_RUN_ID": "777", "GITHUB_STEP_SUMMARY": "{folder}/summary",
      "GITHUB_SERVER_URL": "https://github.example",
    ]
    all.merge(environment) { $1 }
    return try OtherTool.run(
      ["\(Self.templates)/headroom-gate.sh", "--base", "main", "--run", "./bench --requests 5"], files: files, environment: all,
      results: ["asked", "gh-asked", "gh-body", "summary"])
  }

  @Test("A regression fails with 2, annotates, fills the summary, and writes a comment where there is none yet")
  func regression() throws {
    let answer = try run(ComparisonFixture.regression, status: 2)
    #expect(answer.status == 2)
    #expect(answer.results["asked"] == "gate\n-o\nheadroom-gate\n--base\nmain\n--run\n./bench --requests 5\n")
    #expect(answer.output.contains("\n::error title=More load is carried worse::"))
    #expect(answer.results["summary"]?.hasPrefix("### 🔴 REGRESSION: ") == true)
    #expect(answer.results["gh-asked"]?.contains("--method POST repos/shop/shop/issues/42/comments -F body=@headroom-gate/comment.md") == true)
    #expect(answer.results["gh-body"]?.hasPrefix("<!-- headroom-gate -->\n### 🔴 REGRESSION: ") == true)
    #expect(answer.results["gh-body"]?.hasSuffix("\nArtifacts: <https://github.example/shop/shop/actions/runs/777>\n") == true)
  }

  @Test("The comment that is there is updated")
  func update() throws {
    let answer = try run(ComparisonFixture.pass, status: 0, gh: "1001")
    #expect(answer.status == 0)
    #expect(answer.results["gh-asked"]?.contains("--method PATCH repos/shop/shop/issues/comments/1001 -F") == true)
    #expect(answer.results["gh-asked"]?.contains("POST") == false)
  }

  @Test("Without permission to comment the summary has the verdict, and the exit code stays")
  func fork() throws {
    let answer = try run(ComparisonFixture.regression, status: 2, gh: "refuse")
    #expect(answer.status == 2)
    #expect(answer.output.contains("::notice title=headroom gate::no permission to comment"))
    #expect(answer.results["summary"]?.contains("REGRESSION") == true && answer.results["gh-body"] == nil)
  }

  @Test("An inconclusive verdict warns, or fails where that is asked for")
  func inconclusive() throws {
    let answer = try run(ComparisonFixture.inconclusive, status: 3)
    #expect(answer.status == 0)
    #expect(answer.output.contains("::warning title=headroom gate::inconclusive"))
    #expect(try run(ComparisonFixture.inconclusive, status: 3, environment: ["HEADROOM_INCONCLUSIVE": "fail"]).status == 3)
  }

  @Test("An error is 1 and a missing baseline 4; neither touches summary nor comment")
  func errors() throws {
    for (status, code, word) in [(1, Int32(1), "exit code 1"), (4, 4, "fetch-depth")] {
      let answer = try run(ComparisonFixture.pass, status: status)
      #expect(answer.status == code)
      #expect(answer.output.contains("::error title=headroom gate::") && answer.output.contains(word))
      #expect(answer.results["summary"] == "" && answer.results["gh-asked"] == nil)
    }
    #expect(try run(ComparisonFixture.pass, status: 139).status == 1)
    let missing = try run(ComparisonFixture.pass, status: 0, environment: ["HEADROOM": "/nowhere/headroom"])
    #expect(missing.status == 1)
    #expect(missing.output.contains("there is no executable /nowhere/headroom"))
  }

  @Test("What the program under test prints gives no commands to the runner")
  func commands() throws {
    let lines = try run(ComparisonFixture.pass, status: 0).output.split(separator: "\n").map(String.init)
    let stop = try #require(lines.firstIndex { $0.hasPrefix("::stop-commands::") })
    let token = lines[stop].dropFirst("::stop-commands::".count)
    let go = try #require(lines.firstIndex { $0 == "::\(token)::" })
    let printed = try #require(lines.firstIndex { $0 == "::error::the program under test prints this" })
    #expect(token.count == 32 && stop < printed && printed < go)
  }

  @Test("Outside of GitHub nothing is posted and nothing is annotated")
  func elsewhere() throws {
    let answer = try run(ComparisonFixture.regression, status: 2, environment: ["GITHUB_ACTIONS": ""])
    #expect(answer.status == 2)
    #expect(answer.results["gh-asked"] == nil && answer.results["summary"] == "")
    #expect(answer.output.contains("headroom gate: regression") && !answer.output.contains("::error title"))
  }

  @Test("A run that is for no pull request comments on none")
  func branch() throws {
    let answer = try run(ComparisonFixture.pass, status: 0, environment: ["GITHUB_REF": "refs/heads/main"])
    #expect(answer.status == 0 && answer.results["gh-asked"] == nil)
  }

  @Test(
    "Both pipelines are YAML and run the script, and keep what it writes",
    .enabled(if: OtherTool.hasYAML, "python3-yaml is not installed: the templates are not parsed"))
  func yaml() throws {
    let check = """
      import sys, yaml
      github = yaml.safe_load(open(sys.argv[1] + "/github-actions.yml"))
      steps = github["jobs"]["gate"]["steps"]
      assert any("ci/headroom-gate.sh --base" in step.get("run", "") for step in steps)
      # What strangers name never stands inside of a script.
      assert not any("${{" in step.get("run", "") for step in steps)
      assert steps[0]["with"]["fetch-depth"] == 0 and github["permissions"]["pull-requests"] == "write"
      print(*[step["with"][key] for step in steps for key in ("path", "sarif_file") if key in step.get("with", {})])
      gitlab = yaml.safe_load(open(sys.argv[1] + "/gitlab-ci.yml"))["headroom"]
      assert any("ci/headroom-gate.sh --base" in line for line in gitlab["script"]) and gitlab["allow_failure"]["exit_codes"] == [3]
      print(gitlab["artifacts"]["reports"]["junit"], gitlab["artifacts"]["reports"]["codequality"])
      """
    let answer = try OtherTool.run(["python3", "check.py", Self.templates], files: ["check.py": check])
    #expect(answer.output == "headroom-gate headroom-gate/results.sarif\nheadroom-gate/junit.xml headroom-gate/code-quality.json\n")
    let written = Set(ComparisonFiles.all(ComparisonFixture.pass, toolVersion: "", benchmark: "").map(\.name))
    #expect(
      written.isSuperset(of: ["results.sarif", "junit.xml", "code-quality.json", "comment.md", "report.md", "annotations.txt", "verdict.json"]))
  }
}
