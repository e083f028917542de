import Profiles
import Sampling

/// A run cut into windows of equal requests: how a process changes as it ages.
extension RunConductor {
  func measureWindows(_ deliver: (Run) throws(ExperimentError) -> Void) throws(ExperimentError) {
    let child = plan.load == nil ? nil : try startLoad(seconds: plan.seconds)
    let loadStart = child?.startTime ?? MonotonicClock.now
    let margin = max(0.1, min(1, 0.05 * plan.seconds))
    if child != nil { try wait(until: loadStart + UInt64(nanosecondsOf: margin)) { child?.ending == nil } }
    var before = meter()
    _ = try cut()
    let end = loadStart + UInt64(nanosecondsOf: plan.seconds - (child == nil ? 0 : margin))
    var parts: [(part: RecordingPart, meters: Meters)] = []
    let first = recorder?.bounds.begin ?? before.time
    var lastCount = countNow(child)
    guard first < end else {
      throw ExperimentError(.load, "the run is over before its first window", remedy: "let it run longer with --seconds")
    }
    let quota = try requestsPerWindow(child, from: first, until: end)
    for index in 0..<plan.windows {
      let isLast = index == plan.windows - 1
      // Without a count at hand all windows have the same length.
      let equal = first + (end - first) / UInt64(plan.windows) * UInt64(index + 1)
      if let quota, let count = lastCount {
        try wait(until: end) { child?.ending == nil && (countNow(child) ?? 0) < count + quota }
      } else {
        try wait(until: isLast ? end : equal) { child?.ending == nil }
      }
      lastCount = countNow(child)
      let now = meter()
      parts.append((try cut(), before.meters(to: now, processors: setting.processors, isPinned: setting.pinning != nil && child != nil)))
      before = now
      if child?.ending != nil || target?.ending != nil || MonotonicClock.now >= end { break }
    }
    stopRecording()
    guard let last = parts.last, parts.count >= 2 else {
      throw ExperimentError(.load, "the run ended in its first window", remedy: "let it run longer with --seconds, or take fewer --windows")
    }
    if let child { try finishLoad(child, seconds: plan.seconds) } else { try endSelfDriven(Window(begin: last.part.begin, end: last.part.end)) }
    // All of them or none: a run of which some are there would count as finished.
    var runs: [Run] = []
    for (index, (part, meters)) in parts.enumerated() {
      // What is left at the end may be too short for a request.
      if index == parts.count - 1, index > 1, part.requests == 0 { break }
      let window = Window(begin: part.begin, end: part.end)
      let results = try LoadResults(self, child, window, counted: part.requests.map(Double.init))
      var point = planned.point
      point.window = index
      var run = Run(
        point: point, repetition: planned.repetition, requests: results.requests, seconds: window.seconds, profile: profile(of: part))
      run.load = results.load
      run.load.warmup = MonotonicClock.seconds(from: target?.startTime ?? loadStart, to: first)
      run.load.isSteady = isSteady(window, results.series)
      run.meters = meters
      runs.append(complete(run))
    }
    for run in runs { try deliver(run) }
  }

  /// Requests so far, if anybody tells while the run goes on.
  private func countNow(_ child: ChildProcess?) -> Double? {
    if plan.requestFunction != nil { return recorder?.collector.counters.requests.map(Double.init) }
    guard case .lines = setting.counting else { return nil }
    return (child?.output.lastRequests ?? target?.output.lastRequests)?.requests
  }

  /// How many requests make a window, from the rate at the beginning; nil when nobody counts.
  private func requestsPerWindow(_ child: ChildProcess?, from first: UInt64, until end: UInt64) throws(ExperimentError) -> Double? {
    guard let count = countNow(child) else { return nil }
    let seconds = MonotonicClock.seconds(from: first, to: end)
    try wait(until: first + UInt64(nanosecondsOf: max(0.3, 0.02 * seconds))) { child?.ending == nil }
    guard let later = countNow(child), later > count else { return nil }
    let rate = (later - count) / MonotonicClock.seconds(from: first, to: MonotonicClock.now)
    // A process that grows slower needs longer for as many.
    return max(1, rate * seconds * 0.85 / Double(plan.windows))
  }
}
