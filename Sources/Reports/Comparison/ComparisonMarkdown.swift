import Regression
import Scaling

/// What changed as Markdown: the comment that stays on a pull request, and the summary of a step of a pipeline.
public enum ComparisonMarkdown {
  /// The first line of the comment: whoever updates it finds it by this.
  public static let tag = "<!-- headroom-gate -->"
  /// Bytes of a comment: GitHub takes 65 536 characters.
  public static let commentLimit = 64_000
  /// Bytes of a step summary: GitHub takes 1 MiB a step.
  public static let summaryLimit = 1_000_000

  /// The comment on a pull request: verdict, at most 10 functions, what moved, everything else behind a click.
  ///
  /// - Parameters:
  ///   - artifact: The name or the address of the full result.
  ///   - reproduce: The command that does the same again.
  public static func comment(_ comparison: Comparison, artifact: String?, reproduce: String?) -> String {
    var page = MarkdownPage(limit: commentLimit, farewell: "The rest is left out: a comment holds 64 kB. The artifact of the run has everything.")
    page.add("\(tag)\n")
    head(comparison, &page)
    let flagged = comparison.functions.filter { [.worse, .unconfirmed].contains($0.statement) }
    functions(flagged.prefix(10), of: flagged.count, title: "Functions that cost more", isBrief: true, &page)
    if comparison.verdict != .pass || flagged.isEmpty { totals(comparison, onlyDeciding: true, &page) }
    moved(comparison, most: 10, &page)
    page.details("All totals, other functions, method") { page in
      totals(comparison, onlyDeciding: false, &page)
      let others = comparison.functions.filter { ![.worse, .unconfirmed].contains($0.statement) }
      functions(others.prefix(30), of: others.count, title: "Other functions", &page)
      scale(comparison, limit: 10, &page)
      tail(comparison, &page)
    }
    if let artifact, !artifact.isEmpty { page.add("\nEverything, with the flame graph of what changed: \(link(artifact))\n") }
    if let reproduce, !reproduce.isEmpty { page.add("\nTo reproduce:\n\n\(MarkdownProse.block(ComparisonWords.short(reproduce, to: 4000)))") }
    return page.closed
  }

  /// The summary of a step: the same, with all that fits.
  ///
  /// - Parameter limit: Rows of the table of functions.
  public static func summary(_ comparison: Comparison, artifact: String?, reproduce: String?, limit: Int = 500) -> String {
    var page = MarkdownPage(limit: summaryLimit, farewell: "The rest is left out: a summary holds 1 MiB. The artifact of the run has everything.")
    head(comparison, &page)
    if let artifact, !artifact.isEmpty { page.add("\nEverything, with the flame graph of what changed: \(link(artifact))\n") }
    if let reproduce, !reproduce.isEmpty { page.add("\nTo reproduce:\n\n\(MarkdownProse.block(ComparisonWords.short(reproduce, to: 4000)))") }
    totals(comparison, onlyDeciding: false, &page)
    functions(comparison.functions.prefix(max(0, limit)), of: comparison.functions.count, title: "Functions", &page)
    scale(comparison, limit: limit, &page)
    tail(comparison, &page)
    return page.closed
  }

  private static func head(_ comparison: Comparison, _ page: inout MarkdownPage) {
    let mark =
      switch comparison.verdict {
      case .pass: "🟢"
      case .regression: "🔴"
      case .inconclusive: "🟡"
      }
    page.add("### \(mark) \(ComparisonWords.title(comparison.verdict)): \(prose(ComparisonWords.sentence(comparison), 600))\n")
    if !comparison.reason.isEmpty, comparison.reason != comparison.sentence { page.add("\n\(prose(comparison.reason, 1500))\n") }
    for aspect in comparison.aspects {
      page.add("\n- **\(aspect.aspect.rawValue)**: \(aspect.verdict.rawValue). \(prose(aspect.sentence, 600))")
    }
    if !comparison.aspects.isEmpty { page.add("\n") }
    let subjects = [comparison.base, comparison.head]
    if subjects.contains(where: { $0 != Comparison.Subject() }) {
      let sides = zip(["base", "head"], subjects).map { "\($0) \(prose(ComparisonWords.subject($1), 200)), \(ComparisonWords.size($1))" }
      page.add("\n\(sides.joined(separator: " → "))\n")
    }
    for doubt in ComparisonWords.doubts(comparison).prefix(8) {
      page.add("\n> **\(ScaleWords.mark(doubt.status))** \(prose("\(doubt.name): \(doubt.text)", 600))\n")
    }
  }

  private static func totals(_ comparison: Comparison, onlyDeciding: Bool, _ page: inout MarkdownPage) {
    var shown = comparison
    if onlyDeciding { shown.metrics = comparison.metrics.filter { $0.isTotal || [.worse, .unconfirmed].contains($0.statement) } }
    shown.metrics = Array(shown.metrics.prefix(onlyDeciding ? 10 : 100))
    guard !shown.metrics.isEmpty else { return }
    page.add("\n#### Totals, per \(comparison.unit.rawValue)\n\n")
    page.add(table: ComparisonTables.metrics(shown, nameLimit: 120).markdown(prose: MarkdownProse.escaped))
    for metric in shown.metrics where !metric.note.isEmpty && !onlyDeciding {
      page.add("\n\(prose("\(ComparisonWords.title(metric, per: comparison.unit)): \(metric.note)", 400))\n")
    }
  }

  private static func functions(
    _ functions: some Collection<Comparison.FunctionChange>, of count: Int, title: String, isBrief: Bool = false, _ page: inout MarkdownPage
  ) {
    guard !functions.isEmpty else { return }
    page.add("\n#### \(title)\n\n")
    // In portions: what does not fit is not worth the work.
    var rest = functions[...]
    while !rest.isEmpty, !page.isFull {
      var portion = ComparisonTables.functions(rest.prefix(200), inLine: true, nameLimit: 140)
      if isBrief { portion.drop("share", "origin") }
      let table = portion.markdown(prose: MarkdownProse.escaped)
      page.add(table: rest.startIndex == functions.startIndex ? table : table.droppingLines(2))
      rest = rest.dropFirst(200)
    }
    if count > functions.count { page.add("\n\(count - functions.count) more are not shown.\n") }
  }

  private static func moved(_ comparison: Comparison, most: Int, _ page: inout MarkdownPage) {
    let moved = comparison.functions.filter { $0.statement == .moved }
    guard !moved.isEmpty else { return }
    page.add("\n#### Moved, not slower\n\n")
    for function in moved.prefix(most) {
      let name = MarkdownReport.code(ComparisonWords.short(function.function, to: 140))
      page.add("- \(name) \(ComparisonWords.change(function)): \(prose(ComparisonWords.origin(function), 300))\n")
    }
    if moved.count > most { page.add("\n\(moved.count - most) more are not shown.\n") }
  }

  private static func scale(_ comparison: Comparison, limit: Int, _ page: inout MarkdownPage) {
    guard let scale = comparison.scale else { return }
    page.add(table: DifferenceReport.tables(scale, limit: limit, prose: MarkdownProse.escaped))
  }

  private static func tail(_ comparison: Comparison, _ page: inout MarkdownPage) {
    for failure in comparison.design?.failures.prefix(10) ?? [] { page.add("\n> failed: \(prose(failure, 300))\n") }
    for note in comparison.notes.prefix(20) { page.add("\n> \(prose(note, 400))\n") }
    page.add("\n\(prose(ComparisonWords.method(comparison), 2000))\n")
  }

  private static func prose(_ text: String, _ limit: Int) -> String { MarkdownProse.escaped(ComparisonWords.short(text, to: limit)) }

  /// An address as a link, a name as code.
  private static func link(_ artifact: String) -> String {
    let isAddress = ["https://", "http://"].contains { artifact.hasPrefix($0) }
    let isPlain = artifact.utf8.allSatisfy { (33..<127).contains($0) && ![UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\")].contains($0) }
    return isAddress && isPlain && artifact.utf8.count < 2000 ? "<\(artifact)>" : MarkdownReport.code(ComparisonWords.short(artifact, to: 200))
  }
}

extension String {
  fileprivate func droppingLines(_ count: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).dropFirst(count).joined(separator: "\n")
  }
}
