import Experiments
import Glibc
import Profiles
import Statistics

/// Shows on standard error how an experiment goes: a line that changes on a terminal, and lines that stay for what matters later.
final class ScaleProgress {
  private let plan: ExperimentPlan
  private var line = ""
  private var last: Run?

  init(_ plan: ExperimentPlan) { self.plan = plan }

  func show(_ event: Experiment.Event) {
    switch event {
    case .begins(let planned, let index, let count):
      line = "run \(index + 1) of \(count): \(planned.isClosing ? "N=1 again, for drift" : planned.text)"
      Terminal.progress(line + (last.map { "; before: N=\($0.point.level) \(Self.rate($0.throughput)) requests/s" } ?? ""))
    case .finished: break
    case .failed(let failure): note("failed: \(failure.text)")
    case .skipped(let planned): note("\(planned.text), run \(planned.repetition + 1), is left out: two runs of it have failed")
    case .note(let text): note(text)
    }
  }

  /// Remembers the last run for the next line.
  func count(_ run: Run) { last = run }

  func end() { Terminal.progress("") }

  private func note(_ text: String) {
    Terminal.progress("")
    Terminal.note("headroom: \(text)")
    Terminal.progress(line)
  }

  private static func rate(_ value: Double) -> String { value >= 100 ? "\(Int(nearest: value))" : "\((value * 10).rounded() / 10)" }
}
