import Statistics
import Testing

@testable import Scaling

@Suite struct ScaleDifferenceTests {
  private let fixture = DifferenceFixture()

  private func difference(_ base: DifferenceFixture, _ head: DifferenceFixture) -> ScaleDifference {
    ScaleDifference(base: base.result, head: head.result)
  }

  private func worse(_ metrics: [ScaleDifference.Metric]) -> [String] {
    metrics.filter { $0.statement == .worse && $0.isDeciding }.map { "\($0.name.rawValue) \($0.level ?? 0)" }
  }

  @Test("A result against itself shows no difference", arguments: [0, 0.004, 0.2])
  func identical(reach: Double) {
    var fixture = fixture
    fixture.reach = reach
    let difference = difference(fixture, fixture)
    #expect(difference.verdict == .pass && difference.reason == "Nothing got worse.")
    #expect((difference.performance + difference.scalability).allSatisfy { $0.statement == .noDifference })
    #expect(difference.appearedCeilings.isEmpty && difference.vanishedCeilings.isEmpty)
    #expect(difference.sentence.contains("A request costs the same") && difference.sentence.contains("It scales the same"))
  }

  @Test("A program that is 10 % slower in everything got slower and scales the same")
  func performance() throws {
    var slower = fixture
    (slower.work, slower.held, slower.outside) = (fixture.work * 1.1, fixture.held * 1.1, fixture.outside * 1.1)
    let difference = difference(fixture, slower)
    #expect(difference.verdict == .regression)
    #expect(worse(difference.performance) == ["cpuPerRequest 1", "cycleTime 1"])
    #expect(worse(difference.scalability).isEmpty)
    #expect(difference.scalability.filter { $0.name == .efficiency || $0.name == .knee }.allSatisfy { $0.statement == .noDifference })
    let change = try #require(difference.metric(.cpuPerRequest)).change
    // Both ends are 0.4 % off: 1.1 · √2 · 0.4 % = 0.62 %.
    #expect(abs(change.value - 0.1) < 1e-12 && abs(change.reach - 1.1 * 2.0.squareRoot() * 0.004) < 1e-9)
    #expect(difference.sentence.hasPrefix("A request costs more: CPU per request at N=1 400 µs → 440 µs (+10.0 %, 95 % interval +9.4 % … +10.6 %)"))
    let function = try #require(difference.functions.first)
    #expect(function.frame.function == "Page.render(into:)" && abs(function.change - 40_000) < 1e-6)
  }

  @Test("A lock that is held longer makes the program scale worse and leaves a lone request as it was")
  func scalability() throws {
    var tighter = fixture
    tighter.held = 150_000
    let difference = difference(fixture, tighter)
    #expect(difference.verdict == .regression)
    #expect(worse(difference.performance).isEmpty && difference.performance.allSatisfy { $0.statement == .noDifference })
    // c(4) = 600 µs and c(1) = 500 µs: the lock is in the way from N = 4 on.
    #expect(worse(difference.scalability) == ["efficiency 4", "efficiency 8", "efficiency 16", "knee 0"])
    let knee = try #require(difference.metric(.knee))
    #expect(abs(knee.base.value - 10) < 1e-9 && abs(knee.head.value - 500.0 / 150) < 1e-9)
    #expect(difference.metric(.lostEfficiency, subject: "contention")?.statement == .worse)
    #expect(difference.metric(.lostEfficiency, subject: "cores")?.statement == .better)
    #expect(difference.sentence.contains("A request costs the same") && difference.sentence.contains("It scales worse: efficiency at N=16"))
    #expect(self.difference(tighter, fixture).verdict == .pass)
  }

  @Test("A lone request that got faster is no regression where nothing got slower")
  func fasterStart() throws {
    var lock = fixture
    lock.held = 150_000
    var faster = lock
    faster.work = 300_000
    let difference = difference(lock, faster)
    let efficiency = try #require(difference.metric(.efficiency, level: 16))
    #expect(efficiency.statement == .worse && !efficiency.isDeciding && efficiency.note.contains("throughput is no lower"))
    #expect(difference.metric(.throughput, level: 16)?.statement == .noDifference)
    #expect(difference.verdict == .pass && difference.sentence.hasPrefix("A request costs less"))
  }

  @Test("Time at N = 1 that no code of the program took is the machine's")
  func elsewhere() throws {
    var busy = fixture
    busy.outside *= 1.8
    let difference = difference(fixture, busy)
    let cycle = try #require(difference.metric(.cycleTime))
    #expect(cycle.change.low > 0.1 && cycle.statement == .cannotTell && cycle.note.contains("outside the process"))
    #expect(worse(difference.performance).isEmpty)
  }

  @Test("Intervals that are too wide, or none, tell nothing")
  func wide() {
    var (base, head) = (fixture, fixture)
    (base.reach, head.reach) = (0.05, 0.05)
    head.work *= 1.01
    let wide = difference(base, head)
    #expect(wide.metric(.cpuPerRequest)?.statement == .cannotTell)
    #expect(wide.verdict == .inconclusive && wide.reason.contains("Cannot tell") && wide.reason.contains("3.0 %"))
    (base.reach, head.reach) = (0, 0)
    #expect(difference(base, head).metric(.cpuPerRequest)?.statement == .cannotTell)
    #expect(difference(base, head).verdict == .inconclusive)
  }

  @Test("Two percent of CPU count, two percent of time by the clock do not")
  func clock() {
    var (base, head) = (fixture, fixture)
    (base.reach, head.reach) = (0.0005, 0.0005)
    head.work *= 1.02
    let difference = difference(base, head)
    #expect(difference.metric(.cpuPerRequest)?.statement == .worse && difference.verdict == .regression)
    // 8 of 500 µs are 1.6 %.
    #expect(difference.metric(.cycleTime)?.statement == .noDifference)
  }

  @Test("What is certain but below one percent is neither worse nor better")
  func small() {
    var (base, head) = (fixture, fixture)
    (base.reach, head.reach) = (0.0005, 0.0005)
    head.work *= 1.006
    #expect(difference(base, head).metric(.cpuPerRequest)?.statement == .noDifference)
    #expect(difference(base, head).verdict == .pass)
  }

  @Test("Of two measurements of one program less than one in twenty is called a regression")
  func falseAlarms() {
    var generator = SplitMix64(seed: 20)
    let normal = NormalDistribution()
    let standardError = fixture.reach / normal.quantile(0.975)
    func measured() -> ScaleResult {
      var result = fixture.result
      let moved = { (interval: Interval) in
        let factor = 1 + standardError * normal.quantile(Double.random(in: 1e-12..<1, using: &generator))
        return interval.scaled(by: factor)
      }
      for index in result.levels.indices {
        result.levels[index].throughput = moved(result.levels[index].throughput)
        result.levels[index].cpuPerRequest = moved(result.levels[index].cpuPerRequest)
        result.levels[index].cycleTime = moved(result.levels[index].cycleTime)
      }
      for index in result.ceilings.indices { result.ceilings[index].service = result.ceilings[index].service.map(moved) }
      return result
    }
    let rounds = 400
    let alarms = (0..<rounds).count { _ in ScaleDifference(base: measured(), head: measured()).verdict == .regression }
    // 5 % by Benjamini-Hochberg when nothing differs; 3 standard errors of 400 rounds are 3.3 %.
    #expect(Double(alarms) / Double(rounds) < 0.05 + 3 * (0.05 * 0.95 / Double(rounds)).squareRoot(), "\(alarms)")
  }

  @Test("Results that cannot be compared are refused with a sentence")
  func refused() {
    let base = fixture.result
    func refusal(_ change: (inout ScaleResult) -> Void) -> ScaleDifference {
      var head = base
      change(&head)
      return ScaleDifference(base: base, head: head)
    }
    let cases: [(String, ScaleDifference)] = [
      ("different machines", refusal { $0.environment.cpuModel = "Xeon" }), ("4 and 8 processors", refusal { $0.environment.processors = 8 }),
      ("different kernels", refusal { $0.environment.kernel = "Linux 6.6" }), ("the head has no levels", refusal { $0.levels = [] }),
      ("the head has no N=1", refusal { $0.levels.removeFirst() }), ("no N above 1 in common", refusal { $0.levels.removeLast(4) }),
    ]
    for (words, difference) in cases {
      #expect(difference.verdict == .inconclusive && difference.reason.contains(words), "\(difference.reason)")
      #expect(difference.sentence == difference.reason && difference.performance.isEmpty && difference.scalability.isEmpty)
    }
  }

  @Test("Anything red blocks the verdict, and the numbers are still shown")
  func untrusted() {
    var head = fixture.result
    head.trust.append(TrustItem("drift", .refused, "The machine drifted by 12 %."))
    let difference = ScaleDifference(base: fixture.result, head: head)
    #expect(difference.verdict == .inconclusive && difference.reason.contains("not to be trusted") && !difference.performance.isEmpty)
    #expect(difference.notes.contains { $0.contains("the head") && $0.contains("drifted by 12 %") })
  }

  @Test("Levels of one result alone, other loads and unknown machines are told")
  func notes() {
    var head = fixture.result
    head.levels.remove(at: 3)
    head.environment.load = "wrk -c{N}"
    head.environment.cpuModel = ""
    let notes = ScaleDifference(base: fixture.result, head: head).notes
    for words in ["N = 8", "the loads differ", "machine of a result is unknown"] { #expect(notes.contains { $0.contains(words) }, "\(notes)") }
  }

  @Test("Ceilings are matched by kind and holder, whatever their addresses")
  func ceilings() {
    let (a, b) = (FrameName("a"), FrameName("b"))
    func lock(_ address: String, _ holder: FrameName?) -> Ceiling { Ceiling(kind: .lock, name: "Mutex \(address)", holder: holder) }
    let loop = Ceiling(kind: .thread, name: "loop")
    let match = CeilingMatch([lock("0x1", a), lock("0x2", b), lock("0x3", nil)], [lock("0x9", b), lock("0x8", a), loop])
    #expect(match.pairs.map { "\($0.base.name)-\($0.head.name)" }.sorted() == ["Mutex 0x1-Mutex 0x8", "Mutex 0x2-Mutex 0x9"])
    #expect(match.appeared.map(\.name) == ["loop"] && match.vanished.map(\.name) == ["Mutex 0x3"])
    // The lone lock of both, though another function holds it most now.
    #expect(CeilingMatch([lock("0x1", a)], [lock("0x2", b)]).pairs.count == 1)
    // Two of one kind and holder cannot be told apart.
    #expect(CeilingMatch([lock("0x1", a), lock("0x2", a)], [lock("0x3", a), lock("0x4", a)]).pairs.isEmpty)
  }
}
