import Statistics

extension CurveReport {
  /// What the curve says, in one sentence or two; it names no cause.
  public var sentence: String {
    guard let last = levels.last, let highest = throughput.last else { return "No throughput was measured." }
    var text = "At N = \(ScaleNumber.text(last)) throughput is \(ScaleNumber.text(highest.value)) requests/s"
    if let efficiency = efficiency(at: levels.count - 1), levels.count > 1 {
      let base = levels[0] == 1 ? "one alone" : "N = \(ScaleNumber.text(levels[0]))"
      text += ", \(ScaleNumber.percent(efficiency)) of what as many clients would get at the rate of \(base)"
    }
    text += ". "
    guard let model = selectedModel else {
      let reasons = refused.filter { $0.rule != "extrapolation" }.map(\.reason).joined(separator: "; ")
      return text + "No curve is selected: \(reasons)."
    }
    return text + described(model)
  }

  /// X(N)/N over that of the lowest level; nil without a lowest level.
  public func efficiency(at index: Int) -> Double? {
    guard let first = throughput.first, levels.indices.contains(index) else { return nil }
    let ratio = (throughput[index].value / levels[index]) / (first.value / levels[0])
    return ratio.isFinite ? ratio : nil
  }

  private func described(_ model: Model) -> String {
    func number(_ name: String) -> String {
      guard let interval = model[name] else { return "?" }
      return "\(ScaleNumber.text(interval.value)) (\(ScaleNumber.text(interval.low)) to \(ScaleNumber.text(interval.high)))"
    }
    var text: String
    switch CurveFamily(rawValue: model.name) {
    case .linear: return "It grows in proportion to N over all levels (`linear`)."
    case .amdahl: text = "It bends like Amdahl's law with α = \(number("alpha")) (`amdahl`)"
    case .coherency: text = "It bends with the square of N, β = \(number("beta")) (`coherency`)"
    case .usl: text = "It follows the Universal Scalability Law with α = \(number("alpha")) and β = \(number("beta")) (`usl`)"
    case .onset: text = "It grows in proportion to N up to N = \(number("onset")), and bends there (`onset`)"
    case .repairman: text = "It bends like one serial resource that each request needs for the share \(number("serial")) of its time (`repairman`)"
    case nil: text = "It follows `\(model.name)`"
    }
    if let peak = model.peak {
      let place = peak.level <= (levels.last ?? 0) ? "has its peak" : "would have its peak"
      text += ", and \(place) of \(ScaleNumber.text(peak.throughput)) requests/s near N = \(ScaleNumber.text((peak.level * 10).rounded() / 10))"
    } else if let limit = model.limit {
      text += ", and would not pass \(ScaleNumber.text(limit)) requests/s"
    }
    return text + "."
  }
}
