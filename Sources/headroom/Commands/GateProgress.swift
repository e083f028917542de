import Experiments
import Regression

/// Shows on standard error how a gate goes.
final class GateProgress {
  private var line = ""
  private var started: UInt64?
  private let prefix: String

  /// - Parameter prefix: Before each line: which part of something larger this is.
  init(prefix: String = "") { self.prefix = prefix }

  func begins(_ step: Gate.Step, _ progress: (done: Int, of: Int)) {
    let now = MonotonicClock.now
    if started == nil { started = now }
    var text = "\(prefix)run \(progress.done + 1) of at most \(max(progress.of, progress.done + 1)): \(step.side.rawValue), \(Self.text(step))"
    if progress.done >= 2, let started {
      let left = MonotonicClock.seconds(from: started, to: now) / Double(progress.done) * Double(max(0, progress.of - progress.done))
      text += "; at most \(Self.duration(left)) left"
    }
    line = text
    Terminal.progress(text)
  }

  func show(_ event: RevisionFolders.Event) {
    switch event {
    case .waits: note("another headroom is at work in this repository; waiting for it")
    case .builds(let commit):
      line = "\(prefix)building \(commit.text)"
      note(line)
    case .progress(let text): Terminal.progress("\(line): \(text.prefix(80))")
    case .note(let text): note(text)
    }
  }

  func note(_ text: String) {
    Terminal.progress("")
    Terminal.note("headroom: \(text)")
  }

  func end() { Terminal.progress("") }

  private static func text(_ step: Gate.Step) -> String {
    switch step.purpose {
    case .warmup: "to warm up"
    case .pair: "pair \(step.pair + 1)"
    case .confirmation: "pair \(step.pair + 1) to confirm"
    case .counting: "counting"
    }
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 90 ? "\(whole) s" : "\((whole + 30) / 60) min"
  }
}
