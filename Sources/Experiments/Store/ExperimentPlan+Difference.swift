extension ExperimentPlan {
  /// What is different in another plan, in a clause; nil when the runs of both can stand side by side. Seeds do not matter, nor how to tell
  /// that a target is ready.
  func difference(from other: ExperimentPlan) -> String? {
    for (mine, theirs) in zip(facts, other.facts) where mine.text != theirs.text {
      return "its \(mine.name) \(theirs.text), not \(mine.text)"
    }
    return nil
  }

  /// All that decides what is measured, as text.
  private var facts: [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    facts.append(("command is", "`\(command.joined(separator: " "))`"))
    facts.append(("process is", processID.map { "\($0)" } ?? "none"))
    facts.append(("load command is", load.map { "`\($0)`" } ?? "none"))
    facts.append(("levels are", levels.map { "\($0)" }.joined(separator: ",")))
    facts.append(("sizes are", sizes.isEmpty ? "none" : sizes.map { "\($0)" }.joined(separator: ",")))
    facts.append(("windows are", "\(windows)"))
    facts.append(("repetitions are", "\(repetitions)"))
    facts.append(("length of a run is", "\(seconds) s"))
    facts.append(("warm-up is", "\(warmupSeconds) s"))
    facts.append(("--count is", countPattern.map { "`\($0)`" } ?? "none"))
    facts.append(("--request is", requestFunction.map { "`\($0)`" } ?? "none"))
    facts.append(("collector is", collector ?? "auto"))
    facts.append(("frequency is", "\(frequency)"))
    facts.append(("record of waits is", recordsWaits ? "on" : "off"))
    facts.append(("record of tasks is", recordsTasks ? "on" : "off"))
    facts.append(("think time is", "\(thinkSeconds) s"))
    return facts
  }
}
