import Statistics

extension ScaleResult {
  /// What was measured at N = 1; nil when it was not run.
  public var base: Level? { levels.first { $0.level == 1 } }

  /// Efficiency X(N)/(N·X(1)), with the interval of a quotient of independent means (delta method); nil without N = 1.
  ///
  /// At N = 1 it is 1 by definition.
  public func efficiency(of level: Level) -> Interval? {
    guard let base, base.throughput.value > 0, level.level > 0 else { return nil }
    guard level.level > 1 else { return Interval(exactly: 1) }
    return level.throughput.divided(by: base.throughput).scaled(by: 1 / Double(level.level))
  }
}

extension Account.StackRow {
  /// The function of the victim's stack that a reader would name; nil for an empty stack.
  public var actingFrame: FrameName? { victim.indices.contains(acting) ? victim[acting] : victim.first }
  /// The same of the culprit's stack.
  public var actingCulpritFrame: FrameName? { culprit.indices.contains(actingCulprit) ? culprit[actingCulprit] : culprit.first }
}
