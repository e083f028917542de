import Statistics

extension GrowthReport {
  /// The whole request in one sentence or two.
  public var sentence: String {
    guard let row = rows.first(where: { $0.frame == nil }), let first = sizes.first, let last = sizes.last else {
      return "Nothing is told of the growth of cost: \(refused.first?.reason ?? "no costs were measured")."
    }
    let range = "from \(ScaleNumber.text(first)) to \(ScaleNumber.text(last))"
    if row.model == GrowthClass.constant.rawValue {
      return "The cost does not depend on the size: \(cost(row.constant.value)) at sizes \(range)." + unclaimed
    }
    let classes = row.model.map { "`\($0)`" } ?? row.alternatives.map { "`\($0)`" }.joined(separator: " or ")
    let far = ScaleNumber.text(last * GrowthAnalysis.horizon)
    return "The cost grows like \(classes) at sizes \(range): \(cost(row.cost.last ?? 0)) at \(ScaleNumber.text(last)), and "
      + "\(cost(row.atTenTimes.value)) (\(cost(row.atTenTimes.low)) to \(cost(row.atTenTimes.high))) "
      + "at \(far) if it goes on like that." + unclaimed
  }

  /// A cost with its unit where that is known.
  private func cost(_ value: Double) -> String { unit == "nanoseconds" ? ScaleNumber.time(value) : ScaleNumber.text(value) }

  private var unclaimed: String {
    guard let refusal = refused.first(where: { $0.rule != "undetermined" }) else { return "" }
    return " This is not claimed: \(refusal.reason)."
  }
}
