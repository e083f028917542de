import Scaling

/// Judges one commit for a bisection from its comparison with the good end.
public struct Bisection: Sendable, Hashable {
  /// What `git bisect run` is told. Source: <https://git-scm.com/docs/git-bisect#_bisect_run>.
  public enum Judgement: Int32, Sendable, CaseIterable {
    case good = 0
    case bad = 1
    /// Cannot be tested: another commit near it is tried.
    case skip = 125
  }

  /// What the bisection is about; nil for anything that fails a gate.
  public var function: String?
  /// When set, only this aspect makes a commit bad.
  public var aspect: Aspect?

  public init(function: String? = nil, aspect: Aspect? = nil) {
    self.function = function
    self.aspect = aspect
  }

  /// - Parameter comparison: Of the good end (base) with the commit (head).
  public func judge(_ comparison: Comparison) -> Judgement {
    if let function { return judge(comparison, function) }
    if let aspect {
      switch comparison.aspects.first(where: { $0.aspect == aspect })?.verdict {
      case .regression: return .bad
      case .pass: return .good
      case .inconclusive, nil: return .skip
      }
    }
    switch comparison.verdict {
    case .regression: return .bad
    case .pass: return .good
    case .inconclusive: return .skip
    }
  }

  /// Another regression on the way neither hides the one that is sought nor stands for it.
  private func judge(_ comparison: Comparison, _ name: String) -> Judgement {
    let row = comparison.functions.first { $0.function == name || (!$0.baseFunction.isEmpty && $0.baseFunction == name) }
    guard comparison.trust.allSatisfy({ $0.status != .refused }) else { return .skip }
    guard let row else { return comparison.verdict == .inconclusive ? .skip : .good }
    switch row.statement {
    case .worse: return .bad
    case .unconfirmed: return .skip
    case .better, .moved, .noDifference: return .good
    case .cannotTell:
      // What was sought is larger than the threshold: where that much is excluded, the commit is good.
      return row.change.map { $0.high < comparison.limits.threshold } ?? (comparison.verdict == .pass) || comparison.verdict == .pass ? .good : .skip
    }
  }
}
