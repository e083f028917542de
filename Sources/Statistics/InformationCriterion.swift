import Glibc

/// How well a model will predict: fit, less a penalty for parameters.
public enum InformationCriterion {
  /// AICc of a least-squares fit; +∞ when there are too few observations for so many parameters.
  ///
  /// Source: C. M. Hurvich and C.-L. Tsai, "Regression and Time Series Model Selection in Small Samples", 1989;
  /// K. P. Burnham and D. R. Anderson, "Model Selection and Multimodel Inference", 2002, section 2.4.
  /// - Parameters:
  ///   - parameters: Of the model; the variance of the residuals is counted here as one more.
  public static func aicc(residualSumOfSquares: Double, observations: Int, parameters: Int) -> Double {
    let k = Double(parameters + 1)
    let n = Double(observations)
    guard n - k - 1 > 0, residualSumOfSquares >= 0 else { return .infinity }
    return n * log(residualSumOfSquares / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }
}
