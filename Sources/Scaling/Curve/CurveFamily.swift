/// The shapes that are tried on a curve of throughput against N.
public enum CurveFamily: String, Sendable, CaseIterable {
  /// X = γN.
  case linear
  /// X = γN / (1 + α(N−1)). Source: G. Amdahl, 1967.
  case amdahl
  /// X = γN / (1 + βN(N−1)).
  case coherency
  /// X = γN / (1 + α(N−1) + βN(N−1)), the Universal Scalability Law. Source: N. J. Gunther, "Guerrilla Capacity Planning", 2007, equation 5.1.
  case usl
  /// X = γN / (1 + α·max(0, N − onset)): linear up to a level, Amdahl beyond; a hard limit where α = 1/onset.
  case onset
  /// A closed network of one serial centre, of which each request needs the share `serial` of its time alone, and no other queue.
  /// Source: exact mean value analysis, M. Reiser and S. S. Lavenberg, 1980; machine repairman, e.g. Gunther 2007, section 6.2.
  case repairman

  /// The names of its parameters, in their order.
  public var parameters: [String] {
    switch self {
    case .linear: ["gamma"]
    case .amdahl: ["gamma", "alpha"]
    case .coherency: ["gamma", "beta"]
    case .usl: ["gamma", "alpha", "beta"]
    case .onset: ["gamma", "alpha", "onset"]
    case .repairman: ["gamma", "serial"]
    }
  }

  /// Exact mean value analysis goes through every N; above this one it would be slow.
  static let largestRepairmanLevel = 4000.0

  /// X at one N.
  public func throughput(at level: Double, _ parameters: [Double]) -> Double {
    var result = [0.0]
    throughput(at: [level], parameters, &result)
    return result[0]
  }

  /// X at each of some rising levels, written into `result`.
  func throughput(at levels: [Double], _ p: [Double], _ result: inout [Double]) {
    switch self {
    case .linear: for index in levels.indices { result[index] = p[0] * levels[index] }
    case .amdahl: for index in levels.indices { result[index] = p[0] * levels[index] / (1 + p[1] * (levels[index] - 1)) }
    case .coherency:
      for index in levels.indices { result[index] = p[0] * levels[index] / (1 + p[1] * levels[index] * (levels[index] - 1)) }
    case .usl:
      for index in levels.indices { result[index] = p[0] * levels[index] / (1 + (p[1] + p[2] * levels[index]) * (levels[index] - 1)) }
    case .onset: for index in levels.indices { result[index] = p[0] * levels[index] / (1 + p[1] * max(0, levels[index] - p[2])) }
    case .repairman: Self.repairman(at: levels, gamma: p[0], serial: p[1], &result)
    }
  }

  /// One pass through N = 1, 2, … for all levels; linear between whole numbers.
  private static func repairman(at levels: [Double], gamma: Double, serial: Double, _ result: inout [Double]) {
    var (clients, before, now, queue) = (0.0, 0.0, 0.0, 0.0)
    for index in levels.indices {
      guard levels[index] <= largestRepairmanLevel else {
        result[index] = .nan
        continue
      }
      while clients < levels[index] {
        clients += 1
        before = now
        // In units of 1/γ: the response of the centre, the throughput, and who is at the centre.
        let response = serial * (1 + queue)
        now = clients / (1 - serial + response)
        queue = now * response
      }
      result[index] = gamma * (now - (clients - levels[index]) * (now - before))
    }
  }

  /// The asymptote of X; nil without one.
  func limit(_ p: [Double]) -> Double? {
    let share: Double
    switch self {
    case .linear, .coherency: return nil
    case .amdahl, .onset, .repairman: share = p[1]
    case .usl: share = p[2] == 0 ? p[1] : 0
    }
    let limit = p[0] / share
    return share > 0 && limit.isFinite ? limit : nil
  }

  /// The N at which X is largest; nil without a peak. Source: Gunther 2007, equation 5.5.
  func peak(_ p: [Double]) -> CurveReport.Peak? {
    let (alpha, beta): (Double, Double)
    switch self {
    case .coherency: (alpha, beta) = (0, p[1])
    case .usl: (alpha, beta) = (p[1], p[2])
    default: return nil
    }
    guard beta > 0 else { return nil }
    // With α ≥ 1 no second client ever pays.
    let level = max(1, (max(0, 1 - alpha) / beta).squareRoot())
    return level.isFinite ? CurveReport.Peak(level: level, throughput: throughput(at: level, p)) : nil
  }

  /// Whether `other` is a special case of this family, and which parameter at which value makes it one.
  func reduction(to other: CurveFamily, lowestLevel: Double) -> [(parameter: String, value: Double)]? {
    switch (self, other) {
    case (.amdahl, .linear), (.onset, .linear): [("alpha", 0)]
    case (.coherency, .linear), (.usl, .amdahl): [("beta", 0)]
    case (.usl, .linear): [("alpha", 0), ("beta", 0)]
    case (.usl, .coherency): [("alpha", 0)]
    case (.onset, .amdahl): [("onset", lowestLevel)]
    case (.repairman, .linear): [("serial", 0)]
    default: nil
    }
  }
}
