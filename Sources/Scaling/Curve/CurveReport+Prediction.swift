import Statistics

extension CurveReport.Model {
  /// X at a level by this model; nil for a name that is none of the families.
  public func throughput(at level: Double) -> Double? {
    guard let family = name == CurveReport.additiveName ? .usl : CurveFamily(rawValue: name), level > 0 else { return nil }
    let value = family.throughput(at: level, coefficients.map(\.interval.value))
    return value.isFinite ? value : nil
  }
}

extension CurveReport {
  public var selectedModel: Model? { selected.flatMap { name in models.first { $0.name == name } } }

  /// X at a level that was not measured, by the selected model.
  ///
  /// - Throws: The refusal, when no model was selected or the level lies beyond twice the largest measured one.
  public func prediction(at level: Double) throws(Refusal) -> Double {
    guard let model = selectedModel else {
      let because = refused.first.map { ": \($0.reason)" } ?? ""
      throw Refusal(rule: refused.first?.rule ?? "undetermined", reason: "nothing is predicted, because no model was selected\(because)")
    }
    let highest = (levels.last ?? 0) * Self.largestExtrapolation
    guard level > 0, level <= highest, let value = model.throughput(at: level) else {
      throw Refusal(
        rule: "extrapolation",
        reason: "nothing is predicted for N = \(ScaleNumber.text(level)): predictions go up to \(ScaleNumber.text(highest)), "
          + "twice the largest N measured")
    }
    return value
  }
}
