import Scaling
import Statistics

extension Comparison {
  /// Verdicts, reason and sentence from the judged rows.
  ///
  /// - Parameter refusal: Why nothing is concluded, whatever the rows say; empty when something is.
  mutating func conclude(refusal: String = "") {
    let refused = refusal.isEmpty ? trust.first { $0.status == .refused }.map { "Cannot tell: \($0.text)." } ?? "" : refusal
    let measured = Aspect.allCases.filter { aspect in
      metrics.contains { $0.aspect == aspect } || functions.contains { $0.aspect == aspect && $0.frame >= 0 }
    }
    aspects = measured.map { verdict(of: $0, refused) }
    if aspects.isEmpty { aspects = [AspectVerdict(.performance, .inconclusive, refused.isEmpty ? "Nothing was measured." : refused)] }
    let worst = Self.worst(aspects)
    verdict = worst.verdict
    reason = worst.sentence
    sentence = verdict == .pass ? passSentence : worst.sentence
    let unconfirmed = functions.filter { $0.statement == .unconfirmed && !$0.mayHaveMoved }.map(\.function)
    if verdict == .pass, !unconfirmed.isEmpty {
      notes.append("not confirmed by fresh pairs, and so not counted: \(unconfirmed.prefix(5).joined(separator: ", "))")
    }
    if verdict == .pass { noteOpenWallTime() }
  }

  /// Says so where the clock alone would not have passed.
  private mutating func noteOpenWallTime() {
    guard let wall = metrics.first(where: { $0.name == .wallTime && !$0.isTotal }), let bound = wall.upperBound, bound >= limits.threshold else {
      return
    }
    notes.append(
      "by the clock up to \(Self.signed(bound)) is possible at 95 %; the program waited little while a processor was idle, so its CPU time decides")
  }

  /// A regression decides, then what cannot be told.
  private static func worst(_ aspects: [AspectVerdict]) -> AspectVerdict {
    aspects.first { $0.verdict == .regression } ?? aspects.first { $0.verdict == .inconclusive } ?? aspects[0]
  }

  private func verdict(of aspect: Aspect, _ refused: String) -> AspectVerdict {
    if !refused.isEmpty { return AspectVerdict(aspect, .inconclusive, refused) }
    // What names a place is told before what is a sum of it.
    let functions = functions.filter { $0.aspect == aspect && $0.statement == .worse }.map { told($0) }
    let metrics = metrics.filter { $0.aspect == aspect }
    let worse = functions + metrics.filter { $0.statement == .worse }.map { told($0) }
    if let first = worse.first {
      let more = worse.count > 1 ? "; and \(worse.count - 1) more" : ""
      return AspectVerdict(aspect, .regression, "\(first)\(more).".capitalizedStart)
    }
    let open = metrics.filter { $0.isTotal && !($0.upperBound ?? .infinity < limits.threshold) }
    if let worst = open.max(by: { ($0.upperBound ?? .infinity) < ($1.upperBound ?? .infinity) }) {
      let bound = worst.upperBound.map { "up to \(Self.signed($0)) is possible at 95 %" } ?? "nothing bounds it"
      return AspectVerdict(
        aspect, .inconclusive,
        "Cannot tell: \(told(worst)), and \(bound), which is not below the threshold of \(ScaleNumber.percent(limits.threshold)); "
          + "more pairs or a quieter machine narrow it.")
    }
    if let row = self.functions.first(where: { $0.aspect == aspect && $0.mayHaveMoved }) {
      return AspectVerdict(aspect, .inconclusive, "Cannot tell: \(told(row)), but \(row.note).")
    }
    // A total that belongs to the other aspect was recorded all the same.
    if aspect == .performance, !self.metrics.contains(where: \.isTotal) {
      return AspectVerdict(aspect, .inconclusive, "Cannot tell: no CPU time was recorded; record a program that runs.")
    }
    return AspectVerdict(aspect, .pass, aspect == .performance ? "No request costs more." : "Requests wait for each other no longer.")
  }

  private var passSentence: String {
    let total = metrics.first { $0.name == .cpuTime } ?? metrics.first { $0.isTotal }
    let moved = functions.filter { $0.statement == .moved }
    let also = moved.isEmpty ? "" : " Cost moved into \(moved.prefix(3).map(\.function).joined(separator: ", "))."
    return "Nothing got worse" + (total.map { ": \(told($0))" } ?? "") + "." + also
  }
}

extension String {
  /// Names of functions keep their letters; words for metrics begin a sentence.
  fileprivate var capitalizedStart: String {
    for word in ["wall time", "time in state", "allocations", "system calls", "context switches", "instructions", "peak memory", "start time"]
    where hasPrefix(word) { return prefix(1).uppercased() + dropFirst() }
    return self
  }
}
