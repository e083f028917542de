/// What a comparison comes to.
public enum Verdict: String, Sendable, CaseIterable {
  case pass, regression, inconclusive
}
