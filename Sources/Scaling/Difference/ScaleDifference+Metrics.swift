import Statistics

extension ScaleDifference.Metric {
  init(_ name: Name, _ subject: String = "", level: Int? = nil, base: Interval, head: Interval, isDeciding: Bool) {
    self.name = name
    self.subject = subject
    self.level = level
    self.base = base
    self.head = head
    self.isDeciding = isDeciding
    if name == .lostEfficiency {
      change = head.minus(base)
    } else {
      let ratio = head.divided(by: base)
      change = Interval(ratio.value - 1, low: ratio.low - 1, high: ratio.high - 1)
    }
  }

  /// The very same measurement, not two that agree.
  private var isSame: Bool { base == head }

  /// Whether both have an interval.
  private var isTestable: Bool { Self.isCertain(base, name) && Self.isCertain(head, name) && change.isKnown }

  /// A class nothing was lost to is a certain 0.
  private static func isCertain(_ interval: Interval, _ name: Name) -> Bool {
    interval.isKnown || (name == .lostEfficiency && interval == Interval(exactly: 0))
  }

  /// Two-sided, from the normal approximation; 1 where there is no interval.
  var pValue: Double {
    guard isTestable else { return 1 }
    return 2 * NormalDistribution().upperTail(abs(change.value) / (change.reach / Self.normalQuantile))
  }

  /// The 97.5 % quantile of the normal distribution: 95 % intervals reach so many standard errors.
  private static let normalQuantile = NormalDistribution().quantile(0.975)

  /// - Parameter q: Its p value, adjusted over all metrics.
  mutating func judge(q: Double, _ limits: ScaleDifference.Limits) {
    self.q = q
    if isSame, base.value.isFinite {
      statement = .noDifference
    } else if !isTestable {
      statement = .cannotTell
    } else if q <= 0.05, abs(change.value) >= (name == .cpuPerRequest ? limits.leastEffect : limits.margin) {
      statement = (change.value > 0) == isCost ? .worse : .better
    } else {
      statement = change.low > -limits.margin && change.high < limits.margin ? .noDifference : .cannotTell
    }
  }
}

extension ScaleDifference {
  /// Judges all metrics together.
  static func judged(_ groups: [[Metric]], _ limits: Limits) -> [[Metric]] {
    let adjusted = BenjaminiHochberg.adjusted(groups.joined().map(\.pValue))
    var next = adjusted.startIndex
    return groups.map { group in
      group.map { metric in
        var metric = metric
        metric.judge(q: adjusted[next], limits)
        next += 1
        return metric
      }
    }
  }

  /// What a request costs when nothing competes with it.
  static func performance(_ base: Level, _ head: Level) -> [Metric] {
    [
      Metric(.cpuPerRequest, level: 1, base: base.cpuPerRequest, head: head.cpuPerRequest, isDeciding: true),
      Metric(.cycleTime, level: 1, base: base.cycleTime, head: head.cycleTime, isDeciding: true),
    ].filter { $0.base.value > 0 && $0.head.value > 0 }
  }

  /// How that cost moves with load.
  static func scalability(_ base: ScaleResult, _ head: ScaleResult, _ ceilings: [(base: Ceiling, head: Ceiling)]) -> [Metric] {
    var metrics: [Metric] = []
    for (old, new) in commonLevels(base, head) where old.level > 1 {
      guard let before = base.efficiency(of: old), let after = head.efficiency(of: new), before.value > 0 else { continue }
      metrics.append(Metric(.efficiency, level: old.level, base: before, head: after, isDeciding: true))
      metrics.append(Metric(.throughput, level: old.level, base: old.throughput, head: new.throughput, isDeciding: false))
    }
    metrics += losses(base, head)
    guard let oldBase = base.base, let newBase = head.base else { return metrics }
    for (old, new) in ceilings {
      guard let before = old.service, let after = new.service, before.value > 0, after.value > 0 else { continue }
      let subject = name(new)
      // How many cores are left over depends on the machine of the day.
      let isDeciding = new.kind != .cores
      metrics.append(
        Metric(.knee, subject, base: oldBase.cycleTime.over(before), head: newBase.cycleTime.over(after), isDeciding: isDeciding))
      let one = Interval(exactly: 1e9)
      metrics.append(Metric(.maximum, subject, base: one.divided(by: before), head: one.divided(by: after), isDeciding: false))
    }
    return metrics
  }

  /// The classes of loss at the highest N both have, with the intervals of the accounts where both accounts tell of it.
  private static func losses(_ base: ScaleResult, _ head: ScaleResult) -> [Metric] {
    if let old = base.account, let new = head.account, old.level == new.level, old.level > 1, old.cycle > 0, new.cycle > 0 {
      return LossClass.allCases.compactMap { lossClass in
        guard lossClass != .base, let before = old.rows.first(where: { $0.lossClass == lossClass }),
          let after = new.rows.first(where: { $0.lossClass == lossClass })
        else { return nil }
        let (baseLoss, headLoss) = (before.delta.scaled(by: 1 / old.cycle), after.delta.scaled(by: 1 / new.cycle))
        if baseLoss.value == 0, headLoss.value == 0 { return nil }
        return Metric(.lostEfficiency, lossClass.rawValue, level: old.level, base: baseLoss, head: headLoss, isDeciding: false)
      }
    }
    guard let (old, new) = commonLevels(base, head).last(where: { $0.0.level > 1 }), let first = base.base, let second = head.base else { return [] }
    let (idealBefore, idealAfter) = (first.throughput.value * Double(old.level), second.throughput.value * Double(new.level))
    guard idealBefore > 0, idealAfter > 0 else { return [] }
    return LossClass.allCases.compactMap { lossClass in
      guard let before = old.losses[lossClass], let after = new.losses[lossClass], before != 0 || after != 0 else { return nil }
      return Metric(
        .lostEfficiency, lossClass.rawValue, level: old.level, base: Interval(exactly: before / idealBefore),
        head: Interval(exactly: after / idealAfter), isDeciding: false)
    }
  }

  static func commonLevels(_ base: ScaleResult, _ head: ScaleResult) -> [(Level, Level)] {
    base.levels.compactMap { level in head.levels.first { $0.level == level.level }.map { (level, $0) } }
  }

  /// `lock Mutex`, without the address, which is another in every process.
  static func name(_ ceiling: Ceiling) -> String {
    let words = ceiling.name.split(separator: " ").filter { !$0.hasPrefix("0x") }.joined(separator: " ")
    let holder = ceiling.holder.map { " held by \($0.function)" } ?? ""
    return ceiling.kind == .cores ? "cores" : "\(ceiling.kind.rawValue) \(words)\(holder)"
  }
}

extension Interval {
  /// The quotient; without an interval where either has none, for half of one would look too certain.
  fileprivate func over(_ other: Interval) -> Interval {
    isKnown && other.isKnown ? divided(by: other) : Interval(exactly: value / other.value)
  }
}
