import Profiles
import Regression
import Scaling
import Statistics
import Testing

@testable import Reports

@Suite struct DifferenceReportTests {
  /// The fixture with every request a tenth more expensive on the processor.
  private static let slower: ScaleResult = {
    var result = ScaleFixture.levelsOnly
    for index in result.levels.indices { result.levels[index].cpuPerRequest = result.levels[index].cpuPerRequest.scaled(by: 1.1) }
    result.account?.stacks[3].base *= 1.2
    return result
  }()
  private let difference = ScaleDifference(base: ScaleFixture.levelsOnly, head: slower)

  @Test("The sentence is first, then the verdict, then both tables")
  func text() throws {
    let text = DifferenceReport.text(difference, limit: 10, width: 120, usesColor: false)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("A request costs more: CPU per request at N=1"))
    #expect(text.contains("\nregression: Worse: CPU per request at N=1"))
    let row = try #require(rows("performance: what a request costs at N=1", of: text).first { $0.contains("CPU per request") })
    // √2 · 0.8 % · 1.1 = 1.2 %.
    #expect(row == "676 µs 744 µs +10.0 % +8.8 % … +11.2 % WORSE CPU per request at N=1")
    let scalability = rows("scalability: how that moves with load", of: text)
    #expect(scalability.contains { $0.contains("no difference shown efficiency at N=16") })
    #expect(scalability.contains { $0.contains("lost to contention at N=16") })
    #expect(rows("functions by what changed at N=1", of: text) == ["310 372 +62.0 user Page.render(into:) Page.swift:130"])
    #expect(text.contains("normal approximation"))
  }

  @Test("A pipeline is told of worse scaling where a request costs the same")
  func findings() {
    var head = ScaleFixture.levelsOnly
    for index in head.levels.indices where head.levels[index].level > 1 {
      head.levels[index].throughput = head.levels[index].throughput.scaled(by: 0.6)
    }
    let comparison = Comparison(scale: ScaleDifference(base: ScaleFixture.levelsOnly, head: head))
    #expect(comparison.aspects.map(\.verdict) == [.pass, .regression])
    let findings = Findings.all(comparison)
    #expect(!findings.isEmpty && findings.allSatisfy { $0.rule == .scalabilityRegression && $0.level == .error }, "\(findings)")
    #expect(findings.contains { $0.name.contains("efficiency") })
  }

  @Test("A difference of shares is in points")
  func points() {
    var head = ScaleFixture.levelsOnly
    for index in head.account?.rows.indices ?? 0..<0 where head.account?.rows[index].lossClass == .contention {
      head.account?.rows[index].delta = ScaleFixture.near(1_600_000, 0.01)
    }
    let text = DifferenceReport.text(
      ScaleDifference(base: ScaleFixture.levelsOnly, head: head), limit: 10, width: 120, usesColor: false)
    #expect(text.contains("points") && text.contains("lost to contention at N=16"))
  }

  @Test("JSON has the verdict, its reason and the metrics of both kinds")
  func json() throws {
    let document = try JSONValue(Array(DifferenceJSON.render(difference).utf8))
    #expect(document["schema"]?.number == 1 && document["verdict"]?.string == "regression")
    #expect(document["reason"]?.string == difference.reason && document["sentence"]?.string == difference.sentence)
    let performance = try #require(document["performance"]?.array)
    let scalability = try #require(document["scalability"]?.array)
    #expect(document["metrics"]?.array == performance + scalability)
    let metric = try #require(performance.first)
    #expect(metric["name"]?.string == "cpuPerRequest" && metric["statement"]?.string == "worse" && metric["deciding"]?.bool == true)
    #expect(metric["baseNanoseconds"]?["value"]?.number == ScaleFixture.levelsOnly.levels[0].cpuPerRequest.value)
    // Doubles of this size err by 1e-16 in each of a few steps.
    #expect(abs((metric["relativeChange"]?["value"]?.number ?? 0) - 0.1) < 1e-12)
    #expect(document["functions"]?.array?.first?["changeNanoseconds"]?.number.map { abs($0 - 62_000) < 1e-6 } == true)
  }

  @Test("Markdown has no more cells than its tables, whatever the names")
  func markdown() {
    var (base, head) = (ScaleFixture.levelsOnly, Self.slower)
    for name in HostileNames.all {
      base.ceilings[2].name = name
      head.ceilings[2].name = name
      head.account?.stacks[3].victim = [FrameName(name, file: name, line: 1)]
      head.environment.load = name
      let markdown = DifferenceReport.markdown(ScaleDifference(base: base, head: head), limit: 5)
      #expect(markdown.hasPrefix("### A request costs more"))
      let table = section("scalability: how that moves with load", of: markdown)
      #expect(table.count > 10 && table.allSatisfy { cells($0).count == cells(table[0]).count })
    }
  }

  @Test("What cannot be compared is one sentence, said once")
  func refused() {
    var head = ScaleFixture.levelsOnly
    head.environment.processors = 64
    let difference = ScaleDifference(base: ScaleFixture.levelsOnly, head: head)
    #expect(DifferenceReport.text(difference, limit: 10, width: 200, usesColor: false) == difference.reason + "\n")
  }
}
