import Regression
import Scaling

/// The verdict as JUnit XML, which every pipeline shows: a test case for the verdict, for each total, and for each function that is flagged.
///
/// What costs more failed, what cannot be told is skipped. Nothing fails that did not decide the verdict. Format: the schema `junit-10.xsd` of
/// Jenkins' xUnit plugin.
public enum JUnitReport {
  /// Test cases of functions at most.
  static let functionLimit = 1000

  private enum Outcome { case passed, failed, skipped }

  private struct Case {
    var name: String
    var outcome: Outcome
    var type = ""
    var message = ""
  }

  /// - Parameter benchmark: What was run; the class of every test case.
  public static func render(_ comparison: Comparison, benchmark: String) -> String {
    let cases = cases(comparison)
    let failures = cases.count { $0.outcome == .failed }
    let skipped = cases.count { $0.outcome == .skipped }
    let className = XMLText.attribute(benchmark.isEmpty ? "headroom" : ComparisonWords.short(benchmark, to: 300))
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"headroom gate\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\">\n"
    text += "  <testsuite name=\"\(className)\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\">\n"
    text += "    <properties>\n"
    for (name, value) in properties(comparison) where !value.isEmpty {
      text += "      <property name=\"\(name)\" value=\"\(XMLText.attribute(ComparisonWords.short(value, to: 1000)))\"/>\n"
    }
    text += "    </properties>\n"
    for test in cases {
      text += "    <testcase classname=\"\(className)\" name=\"\(XMLText.attribute(ComparisonWords.short(test.name, to: 400)))\""
      let message = XMLText.attribute(ComparisonWords.short(test.message, to: 2000))
      switch test.outcome {
      case .passed: text += "/>\n"
      case .failed: text += ">\n      <failure type=\"\(test.type)\" message=\"\(message)\"/>\n    </testcase>\n"
      case .skipped: text += ">\n      <skipped message=\"\(message)\"/>\n    </testcase>\n"
      }
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  private static func properties(_ comparison: Comparison) -> [(String, String)] {
    [
      ("verdict", comparison.verdict.rawValue), ("reason", comparison.reason), ("base", ComparisonWords.subject(comparison.base)),
      ("head", ComparisonWords.subject(comparison.head)),
    ]
  }

  private static func cases(_ comparison: Comparison) -> [Case] {
    let isRegression = comparison.verdict == .regression
    let findings = Findings.all(comparison)
    let outcome: Outcome = isRegression ? .failed : comparison.verdict == .inconclusive ? .skipped : .passed
    let aspect = comparison.aspects.first { $0.verdict == .regression }?.aspect ?? .performance
    let rule = aspect == .performance ? Finding.Rule.performanceRegression : .scalabilityRegression
    let reason = [comparison.sentence, comparison.reason].filter { !$0.isEmpty }.joined(separator: " ")
    var cases = [Case(name: "verdict", outcome: outcome, type: rule.rawValue, message: reason)]
    for metric in comparison.metrics where metric.isTotal && metric.statement != .worse && metric.statement != .unconfirmed {
      let name = ComparisonWords.title(metric, per: comparison.unit)
      let isKnown = metric.statement != .cannotTell
      let message = "\(name): \(ComparisonWords.interval(metric.change)); \(ComparisonWords.meaning(.cannotTell))"
      cases.append(Case(name: name, outcome: isKnown ? .passed : .skipped, message: message))
    }
    for finding in findings.filter({ $0.file.isEmpty && $0.key.hasPrefix("total") || $0.key.hasPrefix("scale") }) + functions(findings) {
      let outcome: Outcome = finding.level == .error ? .failed : finding.level == .warning ? .skipped : .passed
      cases.append(Case(name: finding.name, outcome: outcome, type: finding.rule.rawValue, message: finding.message))
    }
    return cases
  }

  private static func functions(_ findings: [Finding]) -> [Finding] {
    Array(findings.filter { $0.key.hasPrefix("function") && $0.rule != .new }.prefix(functionLimit))
  }
}
