import Profiles
import Regression
import Scaling
import Statistics

/// Comparisons of every verdict, with every statement and every kind of match.
enum ComparisonFixture {
  typealias Function = Comparison.FunctionChange
  typealias Metric = Comparison.MetricChange

  /// An interval that reaches `reach` to both sides.
  static func near(_ value: Double, _ reach: Double) -> Interval { Interval(value, low: value - reach, high: value + reach) }

  /// A function of `base` ns per request that changed by a share of it.
  static func function(
    _ name: String, _ file: String = "/src/shop/Sources/Shop/Router.swift", line: Int = 71, match: Comparison.Match = .name, base: Double = 50_000,
    change: Double = 0, reach: Double = 0.02, q: Double = 0.4, statement: Comparison.Statement = .cannotTell
  ) -> Function {
    let head = match == .gone ? 0 : base * (1 + change)
    let isPaired = match != .new && match != .gone
    var function = Function(
      function: name, file: file, line: line, module: "shop", match: match, base: near(match == .new ? 0 : base, base * reach / 2),
      head: near(head, base * reach / 2), difference: near(match == .new ? head : head - base, base * reach),
      change: isPaired ? near(change, reach) : nil, share: base / 1_000_000, baseTotal: match == .new ? 0 : base * 3, headTotal: head * 3,
      baseSamples: match == .new ? 0 : 1500, headSamples: match == .gone ? 0 : 1650)
    function.q = q
    function.p = q / 4
    function.minimumDetectableEffect = isPaired ? 0.061 : nil
    function.statement = statement
    return function
  }

  static let functions: [Function] = {
    var functions = [
      function("Router.respond(to:)", change: 0.102, q: 0.0004, statement: .worse),
      function("Cache.insert(_:for:)", "/src/shop/Sources/Shop/Cache.swift", line: 12, change: 0.08, q: 0.03, statement: .unconfirmed),
      function("Page.render(into:)", "/src/shop/Sources/Shop/Page.swift", line: 130, match: .symbol, change: 0.21, q: 0.002, statement: .moved),
      function("Basket.total()", "/src/shop/Sources/Shop/Basket.swift", line: 7, change: -0.15, q: 0.003, statement: .better),
      function("Ledger.post(_:)", match: .renamed, change: 0.001, reach: 0.01, q: 0.9, statement: .noDifference),
      function("Receipt.print()", match: .new, base: 12_000, q: 0.01, statement: .worse),
      function("Receipt.write()", match: .gone, base: 9_000, q: 0.02, statement: .better),
      function("memcpy", "", line: 0, base: 400, change: 0.3, reach: 0.6, statement: .cannotTell),
    ]
    functions[2].movedWithin = "type Page"
    functions[2].movedFrom = "Page.escape(_:)"
    functions[2].baseFunction = "Page.render(into:) closure #1"
    functions[4].baseFunction = "Ledger.enter(_:)"
    return functions
  }()

  static let metrics: [Metric] = {
    var cpu = Metric(.cpuTime, .nanoseconds, .performance, base: near(1_000_000, 9_000), head: near(1_006_000, 9_000), change: near(0.006, 0.004))
    cpu.isTotal = true
    cpu.minimumDetectableEffect = 0.018
    cpu.q = 0.2
    cpu.statement = .noDifference
    var wall = Metric(.wallTime, .nanoseconds, .performance, base: near(2e9, 1e7), head: near(2.1e9, 1e7), change: near(0.05, 0.01))
    wall.isTotal = true
    wall.q = 0.0001
    wall.statement = .worse
    var lock = Metric(.stateTime, .nanoseconds, .scalability, base: near(80_000, 4_000), head: near(140_000, 6_000), change: near(0.75, 0.12))
    lock.subject = "lock"
    lock.q = 0.00002
    lock.statement = .worse
    var allocations = Metric(
      .allocations, .count, .performance, base: Interval(exactly: 12), head: Interval(exactly: 13), change: Interval(exactly: 1.0 / 12))
    (allocations.isExact, allocations.q, allocations.statement) = (true, 0, .worse)
    var memory = Metric(
      .peakResidentMemory, .bytes, .performance, base: near(52_428_800, 1e5), head: near(52_000_000, 1e5), change: near(-0.008, 0.003))
    memory.statement = .better
    memory.note = "At the end of the window."
    var start = Metric(.startCPU, .nanoseconds, .performance, base: near(3e7, 1e6), head: near(3e7, 1e6), change: near(0, 0.05))
    start.minimumDetectableEffect = nil
    return [cpu, wall, lock, allocations, memory, start]
  }()

  static func subject(_ name: String, _ commit: String, _ title: String) -> Comparison.Subject {
    var subject = Comparison.Subject()
    (subject.name, subject.commit, subject.title) = (name, commit, title)
    (subject.runs, subject.samples, subject.requests, subject.seconds) = (10, 301_234, 12_000, 101.5)
    subject.environment.toolVersion = "0.4.0"
    subject.environment.kernel = "Linux 6.1.0"
    subject.environment.cpuModel = "AMD EPYC 7B13"
    subject.environment.toolchain = "Swift 6.3"
    subject.environment.clock = "cpu-clock (software)"
    subject.environment.collector = "bpf"
    subject.environment.frequency = 999
    subject.environment.target = "/src/shop/.build/release/shop"
    subject.environment.processID = 4711
    subject.environment.notes = ["one buffer was full"]
    return subject
  }

  static let regression: Comparison = {
    var comparison = Comparison()
    comparison.verdict = .regression
    comparison.sentence = "`Router.respond(to:)` got 10.2 % slower (95 % 8.2 … 12.2 %), 0.5 % of a request."
    comparison.reason = "q is below 0.05, the change is larger than 3 %, and 4 fresh pairs confirmed it."
    comparison.aspects = [
      .init(.performance, .regression, "Each request costs more."), .init(.scalability, .regression, "Requests wait longer for a lock."),
    ]
    comparison.base = subject("main", "3f2a9c1d5e6f708192a3b4c5d6e7f8091a2b3c4d", "Answer from the cache")
    comparison.head = subject("feature", "8b1d0c9e2f3a4b5c6d7e8f9001122334455667", "Look twice")
    comparison.trust = [
      TrustItem("control", .good, "Base against base shows no change.", value: 0.4),
      TrustItem("steal", .warning, "The hypervisor took 2.1 % of the time.", value: 0.021),
    ]
    comparison.metrics = metrics
    comparison.functions = functions
    comparison.notes = ["The base has requests of another mix."]
    var design = Comparison.Design()
    (design.plannedPairs, design.pairs, design.confirmationPairs, design.looks) = (10, 10, 4, [6, 10])
    (design.failures, design.seed) = (["head, pair 3: exit code 1"], 18_446_744_073_709_551_557)
    (design.runCommand, design.buildCommand) = ("./bench --seconds 5", "swift build -c release")
    comparison.design = design
    comparison.tree = tree
    return comparison
  }()

  static let pass: Comparison = {
    var comparison = regression
    comparison.verdict = .pass
    comparison.sentence = "No function got slower; a change of CPU time of 1 % or more is excluded."
    comparison.reason = comparison.sentence
    comparison.aspects = [.init(.performance, .pass, "Each request costs the same.")]
    comparison.functions = functions.filter { ![.worse, .unconfirmed].contains($0.statement) }
    comparison.metrics = [metrics[0], metrics[4]]
    comparison.trust = [comparison.trust[0]]
    comparison.design?.confirmationPairs = 0
    comparison.design?.failures = []
    return comparison
  }()

  static let inconclusive: Comparison = {
    var comparison = regression
    comparison.verdict = .inconclusive
    comparison.sentence = "Cannot tell: base against base differs by 4 %."
    comparison.reason = "The control failed: the machine changed while the gate measured."
    comparison.aspects = [.init(.performance, .inconclusive, "The control failed.")]
    comparison.trust.append(TrustItem("control", .refused, "Base against base differs by 4 %.", value: 0.04))
    return comparison
  }()

  static let all = [regression, pass, inconclusive]

  /// main → Router → {Page, Cache}, with a frame that is new and one that is gone.
  static let tree: DifferenceTree = {
    let frames = ["main", "Router.respond(to:)", "Page.render(into:)", "Cache.insert(_:for:)", "Receipt.print()", "Receipt.write()"]
    return DifferenceTree(
      frames: frames.enumerated().map { ViewFrame(name: $0.element, file: "/src/shop/Sources/Shop/File\($0.offset).swift", line: 7 + $0.offset) },
      parents: [-1, 0, 1, 2, 2, 1, 1], nodeFrames: [-1, 0, 1, 2, 3, 4, 5], base: [0, 100_000, 400_000, 300_000, 100_000, 0, 90_000],
      head: [0, 100_000, 440_000, 310_000, 60_000, 50_000, 0])
  }()
}
