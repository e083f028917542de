import Profiles
import Statistics

/// Finds what can serve one request at a time, and the throughput at which each of them is always busy: X_max = 1/h, knee N* = c(1)/h, with h
/// the time of the resource per request (utilisation law; Lazowska et al., "Quantitative System Performance", 1984, chapter 3).
struct CeilingFinder {
  /// By rising level; the runs of each beside it.
  let levels: [LevelSums]
  let runs: [[RunSums]]
  let clients: Clients
  let forest: CallForest
  let code: ProgramCode
  let resources: ResourceTable
  let culprits: Culprits

  /// Hand-overs an estimate must stand on.
  private static let leastHandOvers = 30.0
  /// A maximum below this part of what was measured is none: some noise aside, nothing is served beyond a ceiling.
  private static let refuted = 0.8
  /// What is less busy than this at the highest level is no bottleneck worth a line.
  private static let leastUtilisation = 0.05

  /// Tightest first; those without an estimate last.
  func ceilings() -> [Ceiling] {
    guard let last = levels.last else { return [] }
    let found = locks() + actors() + threads() + [cores(last)]
    return found.sorted { ($0.maximum?.value ?? .infinity, $0.name) < ($1.maximum?.value ?? .infinity, $1.name) }
  }

  /// Levels that lie well below the largest throughput: what can be told of it from them is a prediction.
  private var lowLevels: [Int] {
    let largest = largestThroughput
    return levels.indices.filter { levels[$0].throughput < 0.8 * largest }
  }

  private var largestThroughput: Double { levels.map(\.throughput).max() ?? 0 }

  /// A ceiling from the time of the resource per request.
  ///
  /// - Parameter service: Nanoseconds per request, from the levels at these indices; nil when they do not tell.
  private func ceiling(
    _ kind: Ceiling.Kind, _ name: String, holder: Int32?, utilisation: Double?, basis: String, _ service: ([Int]) -> Interval?
  ) -> Ceiling {
    var ceiling = Ceiling(kind: kind, name: name, holder: holder.flatMap(function), basis: basis)
    if let service = service(Array(levels.indices)), service.value > 0 {
      ceiling.service = service
      ceiling.maximum = Interval(1e9 / service.value, low: 1e9 / max(service.high, 1e-9), high: service.low > 0 ? 1e9 / service.low : .infinity)
      ceiling.knee = levels[0].cycle / service.value
    }
    ceiling.utilisation = min(1, utilisation ?? (levels.last?.throughput ?? 0) / (ceiling.maximum?.value ?? .infinity))
    let low = lowLevels
    if !low.isEmpty, let service = service(low), service.value > 0 { ceiling.predicted = 1e9 / service.value }
    return ceiling
  }

  private func function(_ node: Int32) -> FrameName? {
    let named = code.named[Int(node)]
    guard named > 0 else { return nil }
    return FrameName(forest.frames[Int(forest.nodeFrames[Int(named)])])
  }

  // MARK: Actors and threads: how long they ran

  private func actors() -> [Ceiling] {
    resourceIndices(.actor).compactMap { resource in
      let busy = last { $0.resources[resource]?.busy ?? 0 }
      let waited = last { $0.resources[resource]?.wait ?? 0 }
      guard busy >= Self.leastUtilisation || waited > 0.01 else { return nil }
      return ceiling(
        .actor, resources[resource].name, holder: culprits.holder(of: resource), utilisation: busy, basis: "run time of the actor per request"
      ) { perRequest($0) { $0.resources[resource]?.busy ?? 0 } }
    }
  }

  private func threads() -> [Ceiling] {
    if clients == .threads { return [] }
    var names: [String: Int32] = [:]
    for run in runs.last ?? [] { for (name, thread) in Self.named(run) where names[name] == nil { names[name] = thread.node } }
    return names.sorted { $0.key < $1.key }.compactMap { name, node in
      let time = { (run: RunSums) in Self.named(run)[name]?.occupied ?? 0 }
      let busy = last(time)
      guard busy >= Self.leastUtilisation else { return nil }
      return ceiling(.thread, name, holder: node, utilisation: busy, basis: "busy time of the thread per request") { perRequest($0, time) }
    }
  }

  /// The threads that are no workers of a pool, by a name that holds for all runs.
  static func named(_ run: RunSums) -> [String: RunSums.ThreadSum] {
    var result: [String: RunSums.ThreadSum] = [:]
    for thread in run.threads.filter({ !$0.isPool }).sorted(by: { $1.occupied < $0.occupied }) {
      // A thread without a name is called by its number, which is another in every process.
      let isNumbered = thread.name.isEmpty || (thread.name.hasPrefix("thread ") && thread.name.dropFirst(7).allSatisfy(\.isNumber))
      let base = isNumbered ? "thread" : thread.name
      var name = base
      var number = 1
      while result[name] != nil {
        number += 1
        name = "\(base) #\(number)"
      }
      result[name] = thread
    }
    return result
  }

  private func cores(_ level: LevelSums) -> Ceiling {
    let tenths = (level.usable * 10).rounded() / 10
    return ceiling(
      .cores, "cores", holder: nil, utilisation: level.processor * level.throughput * 1e-9 / level.usable,
      basis: "\(tenths) of \(runs.last?.first?.meters.processors ?? 0) processors left to the target, by CPU time per request"
    ) { indices in
      let usable = level.usable
      // Requests get cheaper or dearer with load: the highest of the levels tells most of a higher one.
      return perRequest(Array(indices.suffix(1))) { $0.processor }?.scaled(by: 1 / usable)
    }
  }

  /// Nanoseconds per request over the runs of some levels, with the interval of the runs.
  private func perRequest(_ indices: [Int], _ time: (RunSums) -> Double) -> Interval? {
    let used = indices.flatMap { runs[$0] }
    let requests = used.reduce(0) { $0 + $1.requests }
    guard requests > 0 else { return nil }
    let value = used.reduce(0) { $0 + time($1) } / requests
    guard used.count > 1 else { return Interval(exactly: value) }
    let spread = SampleStatistics.meanInterval(used.map { time($0) / $0.requests })
    let reach = (spread.high - spread.low) / 2
    return Interval(value, low: max(0, value - reach), high: value + reach)
  }

  /// The share of the window at the highest level.
  private func last(_ time: (RunSums) -> Double) -> Double {
    let used = runs.last ?? []
    let window = used.reduce(0) { $0 + $1.seconds * 1e9 }
    return window > 0 ? used.reduce(0) { $0 + time($1) } / window : 0
  }

  private func resourceIndices(_ kind: Ceiling.Kind) -> [Int32] {
    let used = Set(runs.joined().flatMap { $0.resources.keys })
    return used.filter { resources[$0].kind == kind }.sorted()
  }

  // MARK: Locks: how long they were held when somebody always waited

  private func locks() -> [Ceiling] {
    resourceIndices(.lock).compactMap { resource in
      let wait = last { $0.resources[resource]?.wait ?? 0 }
      guard wait >= 0.01 else { return nil }
      let ceiling = ceiling(
        .lock, resources[resource].name, holder: culprits.holder(of: resource), utilisation: nil,
        basis: "mean time between hand-overs while others wait, times acquisitions per request"
      ) { service(of: resource, $0) }
      guard let maximum = ceiling.maximum else { return noEstimate(of: ceiling, "too few threads queued for it to time its hand-overs") }
      // Whoever held it had lost its processor: such hand-overs take a turn of the scheduler, and are the ones that others wait for.
      guard maximum.value >= Self.refuted * largestThroughput else {
        return noEstimate(
          of: ceiling, "more was served than its hand-overs would allow; its holder waited for a processor while others waited for it")
      }
      return ceiling
    }
  }

  private func noEstimate(of ceiling: Ceiling, _ reason: String) -> Ceiling {
    var unknown = Ceiling(kind: ceiling.kind, name: ceiling.name, holder: ceiling.holder, basis: "no estimate: \(reason)")
    unknown.utilisation = 0
    return unknown
  }

  /// Nanoseconds of a lock per request.
  private func service(of resource: Int32, _ indices: [Int]) -> Interval? {
    let used = indices.flatMap { runs[$0] }.compactMap { $0.resources[resource] }
    let handOvers = used.reduce(0) { $0 + $1.handOvers }
    guard handOvers >= Self.leastHandOvers else { return nil }
    let hold = used.reduce(0) { $0 + $1.held } / handOvers
    guard let acquisitions = acquisitions(of: resource, hold: hold, indices) else { return nil }
    let each = used.filter { $0.handOvers >= 10 }.map { $0.held / $0.handOvers }
    let spread = each.count > 1 ? SampleStatistics.meanInterval(each) : Interval(exactly: hold)
    let reach = (spread.high - spread.low) / 2
    return Interval(hold, low: max(0, hold - reach), high: hold + reach).scaled(by: acquisitions)
  }

  /// Acquisitions per request, of which only those that had to queue are seen.
  ///
  /// A request that comes to the lock finds it as busy as it is with one client less (arrival theorem: Sevcik and Mitrani, 1981), so with `a`
  /// queued acquisitions per request a = A·(X(N−1)·A·hold), and A = √(a / (X(N−1)·hold)). When every request does the same, A is whole.
  private func acquisitions(of resource: Int32, hold: Double, _ indices: [Int]) -> Double? {
    var queued = 0.0
    var arrivals = 0.0
    for index in indices where levels[index].level > 1 {
      let waits = runs[index].reduce(0) { $0 + ($1.resources[resource]?.waits ?? 0) } / levels[index].requests
      let weight = levels[index].requests
      queued += waits * weight
      arrivals += min(1 / hold, throughput(at: Double(levels[index].level - 1)) * 1e-9) * weight
    }
    guard queued > 0, arrivals > 0 else { return nil }
    let seen = indices.map { index in runs[index].reduce(0) { $0 + ($1.resources[resource]?.waits ?? 0) } / levels[index].requests }.max() ?? 0
    let estimate = max(seen, (queued / (arrivals * hold)).squareRoot())
    let whole = estimate.rounded()
    return whole >= 1 && abs(estimate - whole) <= 0.2 * whole ? whole : estimate
  }

  /// X at any N, between the measured levels in a straight line.
  private func throughput(at level: Double) -> Double {
    guard let above = levels.firstIndex(where: { Double($0.level) >= level }) else { return levels.last?.throughput ?? 0 }
    if above == 0 || Double(levels[above].level) == level { return levels[above].throughput }
    let (low, high) = (levels[above - 1], levels[above])
    let share = (level - Double(low.level)) / Double(high.level - low.level)
    return low.throughput + share * (high.throughput - low.throughput)
  }
}
