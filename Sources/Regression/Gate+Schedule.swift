import Scaling
import Statistics

extension Gate {
  /// Decides what comes after the runs that are done.
  mutating func advance() {
    switch stage {
    case .start:
      schedule.planWarmups()
      schedule.planCounting(plan.countingRuns)
      go(to: 0)
    case .pairs(let look): decide(at: look)
    case .confirmation(let look):
      conclude()
      decide(at: look)
    case .finished: break
    }
  }

  private mutating func go(to look: Int) {
    guard schedule.looks.indices.contains(look) else {
      stage = .finished
      return
    }
    schedule.planPairs(upTo: schedule.looks[look])
    stage = .pairs(look)
  }

  /// At a look: candidates have to be confirmed; without any, the gate passes or goes on.
  private mutating func decide(at look: Int) {
    if looksDone.last != schedule.looks[look] { looksDone.append(schedule.looks[look]) }
    let answer = result()
    let open = openCandidates(in: answer)
    if !open.isEmpty, isControlGood(answer) {
      candidates = open
      schedule.planConfirmation(Self.confirmationPairs)
      stage = .confirmation(look)
      return
    }
    // What may have moved is told from what grew by more pairs.
    let isEarly = schedule.looks[look] < plan.pairs || answer.functions.contains { $0.mayHaveMoved }
    if answer.verdict == .regression || (answer.verdict == .pass && !isEarly) { stage = .finished } else { go(to: look + 1) }
  }

  private func isControlGood(_ answer: Comparison) -> Bool { !answer.trust.contains { $0.name == "control" && $0.status == .refused } }
}
