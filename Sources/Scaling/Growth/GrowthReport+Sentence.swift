import Statistics

extension GrowthReport {
  /// The whole request in one sentence or two.
  public var sentence: String {
    guard let row = rows.first(where: { $0.frame == nil }), let first = sizes.first, let last = sizes.last else {
      return "Nothing is told of the growth of cost: \(refused.first?.reason ?? "no costs were measured")."
    }
    let unit = self.unit == "cost" ? "" : " \(self.unit)"
    let range = "from \(ScaleNumber.text(first)) to \(ScaleNumber.text(last))"
    if row.model == GrowthClass.constant.rawValue {
      return "The cost does not depend on the size: \(ScaleNumber.text(row.constant.value))\(unit) at sizes \(range)." + unclaimed
    }
    let classes = row.model.map { "`\($0)`" } ?? row.alternatives.map { "`\($0)`" }.joined(separator: " or ")
    let far = ScaleNumber.text(last * GrowthAnalysis.horizon)
    return "The cost grows like \(classes) at sizes \(range): \(ScaleNumber.text(row.cost.last ?? 0))\(unit) at \(ScaleNumber.text(last)), and "
      + "\(ScaleNumber.text(row.atTenTimes.value))\(unit) (\(ScaleNumber.text(row.atTenTimes.low)) to \(ScaleNumber.text(row.atTenTimes.high))) "
      + "at \(far) if it goes on like that." + unclaimed
  }

  private var unclaimed: String {
    guard let refusal = refused.first(where: { $0.rule != "undetermined" }) else { return "" }
    return " This is not claimed: \(refusal.reason)."
  }
}
