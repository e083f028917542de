import Scaling
import Statistics

/// A result such as a sweep of a server on four processors gives: a lock that is always held at 16 clients, and processors that are nearly gone.
///
/// Everything that must add up does, because all of it comes from one list of cells: c(N) = Σ (base + Δ), X = N/c, loss = N·X(1) − X(N).
enum ScaleFixture {
  static let levels = [1, 2, 3, 4, 6, 8, 12, 16]

  /// The whole result of `--levels`, `--sizes` and `--windows` together.
  static let result: ScaleResult = {
    var result = levelsOnly
    result.growth = growth
    result.ageing = ageing
    result.interaction = Interaction(
      smallSize: 1000, largeSize: 64_000, lowLevel: 1, highLevel: 16, cycles: [1.1e6, 1.9e6, 3.2e6, 7.3e6],
      excess: [.contention: 2.6e6, .cores: 0.6e6, .cpuInflation: 0.1e6])
    return result
  }()

  /// The result of `--levels`.
  static let levelsOnly: ScaleResult = {
    var result = ScaleResult()
    result.sentence =
      "At N=16 you get 4 695 of 13 333 ideal requests/s; 50 % of the loss is the lock in `Cache.lookup`, 15 % is exhausted cores. "
      + "Shortening what `Cache.insert` does under that lock comes first."
    result.trust = trust
    result.levels = levels.map(level)
    result.account = account
    result.ceilings = ceilings
    result.curve = curve
    result.environment = environment
    return result
  }()

  static var growthOnly: ScaleResult {
    var result = ScaleResult()
    result.sentence = "The cost of a request grows as n log n with its size; at ten times the largest size `Report.sort` is 71 % of it."
    result.growth = growth
    return result
  }

  static var curveOnly: ScaleResult {
    var result = ScaleResult()
    result.sentence = "Throughput has its largest value near N=18; no claim is made about why."
    result.curve = curve
    return result
  }

  /// Something in the trust panel is red.
  static var refused: ScaleResult {
    var result = levelsOnly
    result.trust.insert(
      TrustItem("generator", .refused, "The load generator was the limit: with one processor more, throughput rose by 18 %.", value: 0.18), at: 0)
    result.sentence = "No verdict: the load generator was the limit."
    return result
  }

  // MARK: Cells

  struct Cell: Sendable {
    var lossClass: LossClass
    var state: AccountState
    var victim: [FrameName]
    var culprit: [FrameName] = []
    var resource = ""
    /// Nanoseconds per request at N = 1.
    var base: Double
    /// The share of Δ at N.
    var share: @Sendable (Double) -> Double
    var ceiling: Int?
  }

  static let main = [
    FrameName("Server.handle(_:)", file: "Sources/Shop/Server.swift", line: 88),
    FrameName("closure #1 in Server.run()", file: "Sources/Shop/Server.swift", line: 41),
    FrameName("main", file: "Sources/Shop/main.swift", line: 7),
  ]
  static let lookup =
    [
      FrameName("pthread_mutex_lock"), FrameName("Mutex.withLock<A>(_:)"),
      FrameName("Cache.lookup(_:)", file: "Sources/Shop/Cache.swift", line: 52),
    ] + main
  static let insert =
    [
      FrameName("swift_bridgeObjectRelease"), FrameName("Dictionary.subscript.setter"),
      FrameName("Cache.insert(_:for:)", file: "Sources/Shop/Cache.swift", line: 71),
    ] + main
  static let render = [FrameName("Page.render(into:)", file: "Sources/Shop/Page.swift", line: 130)] + main
  static let query = [FrameName("recvfrom"), FrameName("Database.query(_:)", file: "Sources/Shop/Database.swift", line: 33)] + main

  static let cells: [Cell] = [
    Cell(
      lossClass: .contention, state: .lock, victim: lookup, culprit: insert, resource: "Mutex 0x7f10a8c0", base: 8_000,
      share: { 0.71 - 0.15 * cores($0) - 0.06 }, ceiling: 0),
    Cell(
      lossClass: .contention, state: .actor, victim: [FrameName("Ledger.append(_:)", file: "Sources/Shop/Ledger.swift", line: 19)] + main,
      culprit: [FrameName("Ledger.flush()", file: "Sources/Shop/Ledger.swift", line: 44)] + main, resource: "Ledger 0x5581c0", base: 2_000,
      share: { _ in 0.07 }, ceiling: 2),
    Cell(
      lossClass: .contention, state: .spinning, victim: [FrameName("swift::Mutex::slowLock")] + lookup.dropFirst(2), culprit: insert,
      resource: "Mutex 0x7f10a8c0", base: 1_000, share: { _ in 0.03 }, ceiling: 0),
    Cell(lossClass: .cores, state: .pool, victim: render, base: 3_000, share: { 0.1 * cores($0) }, ceiling: 1),
    Cell(lossClass: .cores, state: .runqueue, victim: query, base: 4_000, share: { 0.05 * cores($0) }, ceiling: 1),
    Cell(lossClass: .scheduling, state: .runqueue, victim: main, base: 2_000, share: { _ in 0.03 }),
    Cell(
      lossClass: .poolBlocked, state: .pool, victim: render,
      culprit: [FrameName("read"), FrameName("Template.load(_:)", file: "Sources/Shop/Template.swift", line: 12)] + main, base: 500,
      share: { _ in 0.04 }),
    Cell(lossClass: .cpuInflation, state: .user, victim: [FrameName("swift_retain")] + render, base: 310_000, share: { _ in 0.07 }),
    Cell(lossClass: .cpuInflation, state: .user, victim: insert, base: 205_000, share: { _ in 0.02 }),
    Cell(lossClass: .cpuInflation, state: .kernel, victim: [FrameName("[kernel] tcp_sendmsg")] + main, base: 160_000, share: { _ in 0.01 }),
    Cell(lossClass: .io, state: .io, victim: query, base: 430_000, share: { _ in -0.02 }),
    Cell(lossClass: .outside, state: .outside, victim: [FrameName("[outside the process]")], base: 62_000, share: { _ in 0.07 }),
    Cell(lossClass: .unattributed, state: .unattributed, victim: [FrameName("[unattributed]")], base: 12_500, share: { _ in 0.03 }),
  ]

  /// 0 while processors are free, 1 when all are taken.
  private static func cores(_ level: Double) -> Double { min(1, max(0, (level - 2) / 6)) }

  static let baseCycle = cells.reduce(0) { $0 + $1.base }

  /// c(N) − c(1): what is shared is soft until the lock of 210 µs is always held.
  private static func rise(_ level: Double) -> Double {
    func cycle(_ level: Double) -> Double {
      let free = baseCycle / 1e6
      let held = 0.21 * level
      let cubes = free * free * free + held * held * held
      return 1e6 * root(cubes)
    }
    return cycle(level) - cycle(1)
  }

  /// The cube root, by Newton's method.
  private static func root(_ cube: Double) -> Double {
    var estimate = max(1, cube)
    for _ in 0..<60 { estimate -= (estimate * estimate * estimate - cube) / (3 * estimate * estimate) }
    return estimate
  }

  /// The last cell but `unattributed` takes what the shares leave, so that they add up to 1.
  static func delta(_ cell: Cell, at level: Double) -> Double {
    let whole = cells.reduce(0) { $0 + $1.share(level) }
    return level == 1 ? 0 : rise(level) * cell.share(level) / whole
  }

  static func cycle(at level: Int) -> Double { baseCycle + cells.reduce(0) { $0 + delta($1, at: Double(level)) } }
  static func throughput(at level: Int) -> Double { Double(level) * 1e9 / cycle(at: level) }

  static func near(_ value: Double, _ part: Double) -> Interval {
    Interval(value, low: value - abs(value) * part, high: value + abs(value) * part)
  }

  static func level(_ level: Int) -> Level {
    var states: [AccountState: Double] = [:]
    var losses: [LossClass: Double] = [:]
    let factor = throughput(at: 1) * throughput(at: level) * 1e-9
    for cell in cells {
      states[cell.state, default: 0] += cell.base + delta(cell, at: Double(level))
      losses[cell.lossClass, default: 0] += delta(cell, at: Double(level)) * factor
    }
    let processor = AccountState.allCases.filter(\.isRunning).reduce(0) { $0 + (states[$1] ?? 0) }
    let cycle = cycle(at: level)
    return Level(
      level: level, repetitions: 5, throughput: near(throughput(at: level), 0.015 + 0.001 * Double(level)), cycleTime: near(cycle, 0.02),
      response: cycle * 0.995, cpuPerRequest: near(processor, 0.008), states: states,
      measured: cycle - (states[.outside] ?? 0) - (states[.unattributed] ?? 0), losses: losses, usableProcessors: 3.8,
      utilisation: min(0.99, processor * throughput(at: level) * 1e-9 / 3.8), zone: level <= 4 ? "cores" : "oversubscribed")
  }
}
