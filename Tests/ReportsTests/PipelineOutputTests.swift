import Profiles
import Regression
import Scaling
import Testing

@testable import Reports

@Suite struct PipelineOutputTests {
  private let paths = SourcePaths(roots: ["/src/shop"])

  @Test("GitLab is told description, check, fingerprint, severity and place of each finding")
  func gitLab() throws {
    let entries = try #require(JSONValue(Array(GitLabCodeQuality.render(ComparisonFixture.regression, paths: paths).utf8)).array)
    let router = try #require(entries.first { $0["description"]?.string?.hasPrefix("Router.respond") == true })
    #expect(router["check_name"]?.string == "performance-regression" && router["severity"]?.string == "major")
    #expect(router["location"]?["path"]?.string == "Sources/Shop/Router.swift" && router["location"]?["lines"]?["begin"]?.number == 71)
    #expect(entries.last?["severity"]?.string == "info" && entries.last?["check_name"]?.string == "moved")
    let allowed = ["info", "minor", "major", "critical", "blocker"]
    for name in ComparisonFixture.hostileNames {
      let entries = try #require(JSONValue(Array(GitLabCodeQuality.render(ComparisonFixture.hostile(name), paths: paths).utf8)).array)
      #expect(entries.count == 7 && Set(entries.compactMap { $0["fingerprint"]?.string }).count == 7)
      for entry in entries {
        #expect(allowed.contains(entry["severity"]?.string ?? "") && entry["description"]?.string?.isEmpty == false)
        let path = entry["location"]?["path"]?.string ?? ""
        #expect(!path.isEmpty && !path.hasPrefix("/") && !path.hasPrefix("./") && !path.split(separator: "/").contains(".."))
        #expect(entry["location"]?["lines"]?["begin"]?.number.map { $0 >= 1 } == true)
      }
    }
    #expect(GitLabCodeQuality.render(ComparisonFixture.pass).contains("\"check_name\":\"moved\"") && GitLabCodeQuality.render(Comparison()) == "[]\n")
  }

  @Test("An annotation has its kind, file, line, title and message")
  func annotations() {
    let lines = Annotations.github(ComparisonFixture.regression, paths: paths).split(separator: "\n")
    #expect(
      lines.contains(
        "::error file=Sources/Shop/Router.swift,line=71,title=A request costs more::Router.respond(to:) got 10.2 %25 slower (95 %25 +8.2 … +12.2 %25, q < 0.001): "
          + "50.0 → 55.1 µs per request, 5.0 %25 of a request"))
    #expect(lines.first?.hasPrefix("::error title=More load is carried worse::waits for a lock, per request: +75.0 %25") == true)
    #expect(lines.last?.hasPrefix("::notice file=Sources/Shop/Page.swift,line=130,title=Cost moved here::") == true)
  }

  @Test("An inconclusive verdict warns of itself, a pass has only notes")
  func verdicts() {
    let lines = Annotations.github(ComparisonFixture.inconclusive, paths: paths).split(separator: "\n")
    #expect(lines.first?.hasPrefix("::warning title=headroom gate%3A inconclusive::Cannot tell") == true)
    #expect(!lines.contains { $0.hasPrefix("::error") })
    #expect(Annotations.github(ComparisonFixture.pass, paths: paths).split(separator: "\n").allSatisfy { $0.hasPrefix("::notice ") })
    #expect(Annotations.github(Comparison()).hasPrefix("::warning title=headroom gate%3A inconclusive::"))
  }

  @Test("At most ten of a kind, worst first")
  func limit() {
    let lines = Annotations.github(ComparisonFixture.large, paths: paths).split(separator: "\n")
    for kind in ["error", "warning", "notice"] { #expect(lines.count { $0.hasPrefix("::\(kind) ") } <= 10) }
    #expect(lines.count == 20)
  }

  @Test("Whatever the names, each line is one command and its properties are its own")
  func hostile() throws {
    let command = /::(error|warning|notice) ((?:file=[^:,]+,(?:line=[0-9]+,)?)?title=[^:,]+)::[^\r\n]*/
    for name in ComparisonFixture.hostileNames {
      let text = Annotations.github(ComparisonFixture.hostile(name), paths: paths)
      let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
      #expect(lines.count == 8 && lines.last == "")
      for line in lines.dropLast() {
        #expect(try command.wholeMatch(in: line) != nil, "\(line.prefix(200))")
        #expect(!line.replacing("%25", with: "").replacing("%3A", with: "").replacing("%2C", with: "").contains("%"))
        #expect(line.utf8.count < 8_000)
      }
    }
  }
}
