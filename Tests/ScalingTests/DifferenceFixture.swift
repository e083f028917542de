import Scaling
import Statistics

/// Results of a sweep of a program that works `work` nanoseconds of CPU and holds a lock for `held` of them in each request, on four processors.
///
/// c(N) is the largest of what one request, the lock and the processors need: c(N) = max(c(1), N·held, N·work/4) (asymptotic bounds; Lazowska et al.,
/// "Quantitative System Performance", 1984, chapter 5).
struct DifferenceFixture {
  var work = 400_000.0
  var held = 50_000.0
  /// In no thread of the process, at every N.
  var outside = 100_000.0
  /// How far the intervals reach, a share of the values.
  var reach = 0.004
  var levels = [1, 2, 4, 8, 16]

  private var base: Double { work + outside }

  func cycle(_ level: Int) -> Double { max(base, Double(level) * held, Double(level) * work / 4) }

  private func near(_ value: Double) -> Interval { Interval(value, low: value * (1 - reach), high: value * (1 + reach)) }

  private func level(_ level: Int) -> Level {
    let cycle = cycle(level)
    let throughput = Double(level) * 1e9 / cycle
    let waits = cycle - base
    let isLock = held > work / 4
    let loss = Double(level) * 1e9 / base - throughput
    return Level(
      level: level, repetitions: 5, throughput: near(throughput), cycleTime: near(cycle), cpuPerRequest: near(work),
      states: [.user: work, .outside: outside, isLock ? .lock : .runqueue: waits], measured: cycle - outside,
      losses: [isLock ? .contention : .cores: loss], usableProcessors: 4, utilisation: min(1, throughput * work * 1e-9 / 4), zone: "cores")
  }

  var result: ScaleResult {
    var result = ScaleResult()
    result.sentence = "A sweep."
    result.levels = levels.map(level)
    result.trust = [TrustItem("closure", .good, "Everything is explained.")]
    result.ceilings = [
      ceiling(.lock, "Mutex 0x\(Int(held))", FrameName("Cache.insert(_:)", file: "/a/Cache.swift", line: 7), held),
      ceiling(.cores, "cores", nil, work / 4),
    ]
    result.account = account
    result.environment.cpuModel = "AMD EPYC 7B13"
    result.environment.kernel = "Linux 6.1.0"
    result.environment.processors = 4
    return result
  }

  private func ceiling(_ kind: Ceiling.Kind, _ name: String, _ holder: FrameName?, _ service: Double) -> Ceiling {
    Ceiling(kind: kind, name: name, holder: holder, service: near(service), maximum: near(1e9 / service), knee: base / service, utilisation: 1)
  }

  private var account: Account? {
    guard let last = levels.last, last > 1 else { return nil }
    let waits = cycle(last) - base
    let rows = LossClass.allCases.map { lossClass in
      let delta = lossClass == (held > work / 4 ? .contention : .cores) ? waits : 0
      return Account.Row(
        lossClass: lossClass, base: lossClass == .base ? base : 0, delta: near(delta), loss: delta * 1e9 * Double(last) / (base * cycle(last)),
        share: near(delta / max(1, waits)), isClaimed: delta > 0)
    }
    let render = FrameName("Page.render(into:)", file: "/b/Page.swift", line: 12)
    return Account(
      level: last, baseCycle: base, cycle: cycle(last), baseThroughput: 1e9 / base, throughput: Double(last) * 1e9 / cycle(last), rows: rows,
      stacks: [Account.StackRow(lossClass: .base, state: .user, victim: [render], base: work, delta: near(0), share: 0)], victims: [], culprits: [])
  }
}

extension ScaleDifference {
  func metric(_ name: Metric.Name, level: Int? = nil, subject: String? = nil) -> Metric? {
    (performance + scalability).first { $0.name == name && (level == nil || $0.level == level) && (subject == nil || $0.subject == subject) }
  }
}
