import Scaling

/// What `scale` found as Markdown, for the summary of a step and a comment on a pull request: short, the sentence and the trust first.
public enum ScaleMarkdown {
  /// - Parameter limit: Rows of the table of stacks.
  public static func render(_ result: ScaleResult, limit: Int) -> String {
    var text = "### \(MarkdownReport.escaped(result.sentence.isEmpty ? "Nothing was measured." : result.sentence))\n"
    if let refusal = ScaleWords.refusal(result) { text += "\n> **\(MarkdownReport.escaped(refusal))**\n" }
    text += trust(result.trust)
    if !result.levels.isEmpty { text += "\n#### levels\n\n" + ScaleTables.levels(result).markdown() }
    if let account = result.account {
      text += "\n#### from the ideal to the measured throughput at N=\(account.level)\n\n"
      text += ScaleTables.waterfall(account, barWidth: 0).markdown()
    }
    if !result.ceilings.isEmpty { text += "\n#### ceilings\n\n" + ScaleTables.ceilings(result.ceilings).markdown() }
    if let account = result.account, !account.stacks.isEmpty {
      text += "\n#### stacks by what they add at N=\(account.level)\n\n"
      var table = ScaleTables.stacks(account, inLine: true)
      table.drop("α", "β")
      text += table.markdown(limit: limit)
    }
    return text
  }

  /// What is red or a warning; what is good is only counted.
  static func trust(_ trust: [TrustItem]) -> String {
    guard !trust.isEmpty else { return "" }
    var text = "\n#### trust\n\n"
    for item in ScaleWords.sorted(trust) where item.status != .good {
      let mark = item.status == .refused ? "**REFUSED**" : "warning"
      text += "- \(mark) \(MarkdownReport.escaped("\(item.name): \(item.text)"))\n"
    }
    let good = trust.filter { $0.status == .good }
    if !good.isEmpty { text += "- ok \(MarkdownReport.escaped(good.map(\.name).joined(separator: ", ")))\n" }
    return text
  }
}
