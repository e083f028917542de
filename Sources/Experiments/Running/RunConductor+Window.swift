import Profiles
import Statistics

/// One window in the steady part of a run.
extension RunConductor {
  /// What is cut off at both ends of the load: 5 %, at least 100 ms.
  private var margin: Double { max(0.1, 0.05 * plan.seconds) }

  func measureWindow(_ deliver: (Run) throws(ExperimentError) -> Void) throws(ExperimentError) {
    let child = plan.load == nil ? nil : try startLoad(seconds: plan.seconds)
    let loadStart = child?.startTime ?? MonotonicClock.now
    var startSeconds = 0.0
    if case .tool(let tool) = setting.counting { startSeconds = tool.startSeconds }
    if child != nil { try wait(until: loadStart + UInt64(nanosecondsOf: margin + startSeconds)) { child?.ending == nil } }
    // Meters are read a moment before the cut at both ends.
    let begin = meter()
    _ = try cut()
    let end = child == nil ? MonotonicClock.now + UInt64(nanosecondsOf: plan.seconds) : loadStart + UInt64(nanosecondsOf: plan.seconds - margin)
    try wait(until: end) { child?.ending == nil }
    let last = meter()
    let part = try cut()
    stopRecording()
    let window = Window(begin: part.begin, end: part.end)
    guard window.seconds > 0.02 else {
      throw ExperimentError(.load, "the load ended before the window began", remedy: "let it run longer: --seconds")
    }
    let meters = begin.meters(to: last, processors: setting.processors, isPinned: setting.pinning != nil && child != nil)
    if let child { try finishLoad(child, seconds: plan.seconds) } else { try endSelfDriven(window) }

    let results = try LoadResults(self, child, window, counted: part.requests.map(Double.init))
    var run = Run(
      point: planned.point, repetition: planned.repetition, requests: results.requests, seconds: window.seconds, profile: profile(of: part))
    run.load = results.load
    run.load.warmup = MonotonicClock.seconds(from: target?.startTime ?? loadStart, to: window.begin)
    run.load.isSteady = isSteady(window, results.series)
    run.meters = meters
    try deliver(complete(run))
  }

  /// Waits until a program that drives itself has said all there is to say of the window, and ends it.
  func endSelfDriven(_ window: Window) throws(ExperimentError) {
    guard let target else { return }
    if target.output.requests.count >= 2 {
      // The line after the window's end: requests are interpolated between two.
      let limit = MonotonicClock.now + 1_000_000_000
      try wait(until: limit) { target.ending == nil && (target.output.lastRequests?.time ?? 0) < window.end }
    } else if plan.command.contains(where: { $0.contains("{seconds}") }) {
      // It tells at its end, which it knows.
      let limit = target.startTime + UInt64(nanosecondsOf: targetSeconds + 3)
      try wait(until: limit) { target.ending == nil }
    }
    target.end(grace: 2)
  }

  /// What all runs have in common.
  func complete(_ run: Run) -> Run {
    var run = run
    run.order = planned.order
    run.isClosing = planned.isClosing
    run.load.source = setting.counting.source
    run.load.thinkTime = plan.thinkSeconds
    if run.profile.environment.requests == nil { run.profile.environment.requests = Int64(nearest: run.requests) }
    return run
  }
}
