import Sampling

/// Carries a recording from its start to one of its ends, and shows how it goes.
final class RecordingSession {
  /// Why a recording ended.
  enum End {
    case duration, signal, targetExited

    var text: String {
      switch self {
      case .duration: "as long as asked"
      case .signal: "ended by signal"
      case .targetExited: "the target ended"
      }
    }
  }

  private let recorder: Recorder
  private let signals: StopSignals
  private let launched: LaunchedProcess?
  private let name: String

  init(recorder: Recorder, signals: StopSignals, launched: LaunchedProcess?, name: String) {
    self.recorder = recorder
    self.signals = signals
    self.launched = launched
    self.name = name
  }

  /// Records until `seconds` have passed, a signal comes or the target ends.
  ///
  /// - Parameters:
  ///   - rotation: After so many seconds each `writePart` is called.
  func run(seconds: Double?, rotation: Double?, writePart: () throws -> Void) throws -> End {
    let watch = try ProcessWatch(processID: recorder.options.target.processID)
    try recorder.start()
    launched?.resume()
    defer { Terminal.progress("") }
    printCost()
    let end = try loop(watch, limit: seconds.map { Int64($0 * 1e9) }, rotation: rotation.map { Int64($0 * 1e9) }, writePart)
    recorder.stop()
    if let launched, end != .targetExited {
      Terminal.note("headroom: the command runs on as process \(launched.processID); end it with: kill \(launched.processID)")
    }
    return end
  }

  /// What following tasks costs the target.
  private func printCost() {
    guard let nanoseconds = recorder.probeCost else { return }
    let tenths = Int((nanoseconds / 100).rounded())
    Terminal.note("headroom: following Swift tasks costs the target \(tenths / 10).\(tenths % 10) µs an event, two or so a wait; --no-tasks leaves it out")
  }

  private func loop(_ watch: ProcessWatch, limit: Int64?, rotation: Int64?, _ writePart: () throws -> Void) throws -> End {
    var before: Int64 = 0
    while true {
      if signals.isPending() { return .signal }
      if let rotation, recorder.duration >= rotation {
        before += recorder.duration
        Terminal.progress("")
        try writePart()
      }
      let elapsed = before + recorder.duration
      if let limit, elapsed >= limit { return .duration }
      if watch.hasExited { return .targetExited }
      showProgress(elapsed, limit: limit)
      let remaining = limit.map { max(1, ($0 - elapsed) / 1_000_000) } ?? 100
      try recorder.poll(timeout: Int32(min(100, remaining)))
    }
  }

  private func showProgress(_ elapsed: Int64, limit: Int64?) {
    let total = limit.map { " of \(Format.seconds($0))" } ?? ""
    Terminal.progress("recording \(name): \(Format.seconds(elapsed))\(total) s, \(recorder.sampleCount) samples")
  }
}
