import Regression
import Scaling

extension ComparisonWords {
  /// What the numbers are and what the verdict needs, in a paragraph.
  static func method(_ comparison: Comparison) -> String {
    let limits = comparison.limits
    let cost =
      comparison.unit == .request
      ? "Cost is CPU time per request (samples × period ÷ requests), of a function its own without what it calls."
      : "Nobody counted requests on both sides: cost is CPU time per second of recording, and a program that does more work costs more."
    return "\(cost) Intervals are at 95 %; q is the false discovery rate over all rows (Benjamini-Hochberg); MDE is the least change that would have "
      + "been found with a probability of 90 %. WORSE needs q below \(ScaleNumber.text(limits.q)), \(Quantity.percent(limits.threshold)) or more of a "
      + "row and \(Quantity.percent(limits.leastShare)) or more of the program; PASS needs every total's upper end below "
      + "\(Quantity.percent(limits.threshold))." + (comparison.design.map { " " + design($0) } ?? "")
  }

  /// How the runs were made.
  static func design(_ design: Comparison.Design) -> String {
    var text = "\(design.pairs) of \(design.plannedPairs) pairs in random order (seed \(design.seed))"
    if !design.looks.isEmpty { text += ", looked after \(design.looks.map(String.init).joined(separator: ", "))" }
    text += design.confirmationPairs > 0 ? ", \(design.confirmationPairs) fresh pairs to confirm." : ", no fresh pairs were needed."
    if !design.failures.isEmpty { text += " \(design.failures.count) \(design.failures.count == 1 ? "run" : "runs") failed." }
    return text
  }
}
