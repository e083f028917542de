import Profiles
import Statistics

/// Collects what a reader has to know before believing the rest.
struct TrustPanel {
  private(set) var items: [TrustItem] = []
  private let options: ScaleAnalysis.Options

  init(_ options: ScaleAnalysis.Options) {
    self.options = options
    items = options.remarks
    for failure in options.failures { add("failed", .warning, failure) }
  }

  mutating func add(_ name: String, _ status: TrustItem.Status, _ text: String, value: Double? = nil) {
    items.append(TrustItem(name, status, text, value: value))
  }

  /// A share as a percentage with one decimal.
  static func percent(_ share: Double) -> String {
    let tenths = Int(nearest: min(abs(share) * 1000, 1e15))
    return "\(share < 0 ? "-" : "")\(tenths / 10).\(tenths % 10) %"
  }

  // MARK: All runs

  mutating func addRuns(_ runs: [RunSums], emptyRuns: Int) {
    if emptyRuns > 0 {
      add("requests", .warning, "\(emptyRuns) run\(emptyRuns == 1 ? " has" : "s have") no requests and \(emptyRuns == 1 ? "is" : "are") left out")
    }
    guard !runs.isEmpty else {
      add("requests", .refused, "there is no run with requests")
      return
    }
    addRepetitions(runs)
    addRecorder(runs)
    addMachine(runs)
    let errors = runs.reduce(0) { $0 + $1.load.errors }
    if errors > 0 {
      let share = errors / (errors + runs.reduce(0) { $0 + $1.requests })
      add(
        "errors", share > 0.01 ? .refused : .warning,
        "the load generator reports \(Int(nearest: errors)) failed requests (\(Self.percent(share))): "
          + "what fails fast or waits for a time-out is no request", value: share)
    }
    let unsteady = runs.filter { !$0.load.isSteady && $0.point.window == nil }
    if !unsteady.isEmpty {
      add("steady", .warning, "\(unsteady.count) of \(runs.count) runs had not settled when they were measured; give a longer --warmup or --seconds")
    }
  }

  private mutating func addRepetitions(_ runs: [RunSums]) {
    let counts = Dictionary(grouping: runs.filter { !$0.isClosing }, by: \.point).values.map(\.count)
    guard let least = counts.min() else { return }
    if least < 2 {
      add(
        "repetitions", .warning, "a point was run only once: without repetitions nothing can be told from noise, so nothing is claimed",
        value: Double(least))
    } else if least < 5 {
      add("repetitions", .good, "each point was run \(least) times or more; five show smaller differences", value: Double(least))
    } else {
      add("repetitions", .good, "each point was run \(least) times or more, in random order", value: Double(least))
    }
  }

  private mutating func addRecorder(_ runs: [RunSums]) {
    let samples = runs.reduce(0) { $0 + Double($1.trust.samples) }
    let lost = runs.reduce(0) { $0 + Double($1.trust.lost) }
    let truncated = runs.reduce(0) { $0 + Double($1.trust.truncated) }
    if samples > 0 {
      add(
        "lost", lost > 0.01 * samples ? .warning : .good,
        "\(Int(nearest: samples)) samples, \(Int(nearest: lost)) lost, \(Int(nearest: truncated)) with a stack cut short",
        value: lost / samples)
      if truncated > 0.05 * samples {
        add("truncated", .warning, "\(Self.percent(truncated / samples)) of the stacks are cut short: code behind them is missing")
      }
    }
    let closure = runs.map { Double($0.trust.closureError) * 1e-6 }.max() ?? 0
    if closure > 0.01 {
      add("states", .warning, "the states of a thread add up to its wall time only within \(Self.percent(closure))", value: closure)
    }
    if runs.contains(where: \.isCoarse) {
      add(
        "collector", .warning,
        "states were looked up from outside, not seen as they changed: short waits are told in proportion; run as root for the bpf collector")
    }
  }

  private mutating func addMachine(_ runs: [RunSums]) {
    let window = runs.reduce(0) { $0 + $1.seconds * 1e9 * Double(max(1, $1.meters.processors)) }
    guard window > 0, let processors = runs.first?.meters.processors, processors > 0 else { return }
    let steal = runs.reduce(0) { $0 + $1.meters.steal } / window
    let other = runs.reduce(0) { $0 + $1.meters.otherCPU } / window
    let recorder = runs.reduce(0) { $0 + $1.meters.recorderCPU } / window
    let usable = runs.reduce(0) { $0 + $1.meters.usableProcessors(seconds: $1.seconds) } / Double(runs.count)
    let tenths = (usable * 10).rounded() / 10
    add(
      "processors", .good,
      "P = \(tenths) of \(processors) processors were left to the target; "
        + "other programs took \(Self.percent(other)), headroom \(Self.percent(recorder))",
      value: usable)
    if other > 0.05 {
      add("neighbours", .warning, "other programs took \(Self.percent(other)) of the machine: scheduling losses are partly theirs", value: other)
    }
    if steal > 0.02 {
      add("steal", steal > 0.1 ? .refused : .warning, "the hypervisor gave \(Self.percent(steal)) of the machine to others", value: steal)
    }
  }

  // MARK: A sweep of levels

  mutating func addClosure(_ levels: [Level], _ clients: Clients) {
    guard let worst = levels.max(by: { abs($0.residual) < abs($1.residual) }) else { return }
    if clients == .process, let last = levels.last, last.measured <= 1.05 * last.cycleTime.value {
      let share = levels.last.map { (($0.states[.outside] ?? 0) + ($0.states[.unattributed] ?? 0)) / $0.cycleTime.value } ?? 0
      add(
        "closure", .good,
        "the clients are outside the process; of N·T/C at the highest level \(Self.percent(share)) is spent in none of its threads and tasks",
        value: share)
      return
    }
    let status: TrustItem.Status = abs(worst.residual) > 0.2 ? .refused : abs(worst.residual) > 0.05 ? .warning : .good
    add(
      "closure", status,
      "measured states of the \(clients.rawValue) against N·T/C: within \(Self.percent(abs(worst.residual))), worst at N = \(worst.level)",
      value: worst.residual)
  }

  /// Little's law: N = X·(R + Z).
  mutating func addLittle(_ runs: [RunSums]) {
    let errors = runs.compactMap { run -> (level: Int, error: Double)? in
      guard let response = run.load.meanResponse, response > 0, !run.load.isOpenLoop else { return nil }
      let level = Double(run.point.level)
      return (run.point.level, (run.requests / run.seconds * (response + run.load.thinkTime) - level) / level)
    }
    let byLevel = Dictionary(grouping: errors, by: \.level).mapValues { SampleStatistics.median($0.map(\.error)) }
    guard let worst = byLevel.max(by: { (abs($0.value), $1.key) < (abs($1.value), $0.key) }) else { return }
    let status: TrustItem.Status = abs(worst.value) > 0.1 ? .refused : abs(worst.value) > 0.03 ? .warning : .good
    let text = "Little's law holds within \(Self.percent(abs(worst.value))) (N = \(worst.key))"
    let advice = "; requests may be counted that were not measured, or clients wait between requests: give --think"
    add("little", status, text + (status == .good ? "" : advice), value: worst.value)
  }

  /// The last run at N = 1 against the others at N = 1.
  mutating func addDrift(base: [RunSums], closing: [RunSums]) {
    guard let last = closing.first else { return }
    let cycles = base.map { $0.seconds / $0.requests }
    let mean = SampleStatistics.mean(cycles)
    let drift = last.seconds / last.requests / mean - 1
    let text = "a last run at N = 1 took \(Self.percent(drift)) more time per request than the others"
    guard abs(drift) > 0.02 else { return add("drift", .good, text, value: drift) }
    // What runs at N = 1 differ by anyway is no drift: the interval that 99 % of further runs would be in.
    let count = Double(cycles.count)
    let reach =
      cycles.count > 1
      ? StudentDistribution(degreesOfFreedom: count - 1).quantile(0.995) * (SampleStatistics.variance(cycles) * (1 + 1 / count)).squareRoot() / mean
      : 0
    if abs(drift) <= reach {
      add("drift", .warning, "\(text), as they differ from one another (\(Self.percent(reach))): the machine is noisy", value: drift)
    } else {
      add("drift", .refused, "\(text): the machine changed during the experiment; run it again", value: drift)
    }
  }

  mutating func addGenerator(_ runs: [RunSums], isExternal: Bool) {
    guard isExternal, !runs.isEmpty else { return }
    let busiest = SampleStatistics.mean(runs.map(\.meters.generatorBusiestThread))
    let share = SampleStatistics.mean(runs.map { $0.meters.generatorCPU / ($0.seconds * 1e9) })
    let tenths = (share * 10).rounded() / 10
    if busiest >= 0.95 {
      add(
        "generator", .refused,
        "a thread of the load generator was busy \(Self.percent(busiest)) of the time at the highest level: "
          + "it may be the limit; give it more threads or cores",
        value: busiest)
    } else {
      let isPinned = runs.allSatisfy(\.meters.isPinned)
      add(
        "generator", .good,
        "the load generator used \(tenths) processors at the highest level, its busiest thread \(Self.percent(busiest))"
          + (isPinned ? ", on processors of its own" : "; it shared the processors with the target"), value: busiest)
    }
  }
}
