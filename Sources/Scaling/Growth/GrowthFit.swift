import Glibc
import Statistics

/// Costs at several sizes, and how well each class of growth describes them.
///
/// A class is cost = c₀ + c₁·f(n) with c₁ ≥ 0, fitted by least squares on relative residuals, since noise is a share of the cost.
struct GrowthFit: Sendable {
  struct Candidate: Sendable {
    var growth: GrowthClass
    /// c₀ and c₁.
    var constant: Double
    var slope: Double
    /// The variance of c₀ + direction·c₁ follows from it; the slope is in units of f at the largest size.
    fileprivate var fit: LinearFit
    fileprivate var unit: Double
    fileprivate var variance: Double
    fileprivate var freedom: Double
    /// AICc over all runs.
    var criterion: Double
    /// Root mean square relative error of sizes predicted from all others; nil with too few sizes.
    var leaveOneOutError: Double?
    /// Root mean square of the relative residuals over the sizes.
    var relativeError: Double

    func cost(at size: Double) -> Double { constant + slope * growth.value(at: size) }

    /// The cost at a size with its 95 % interval.
    func interval(at size: Double) -> Interval { interval([1, growth.value(at: size) / unit], cost(at: size)) }
    var constantInterval: Interval { interval([1, 0], constant) }
    var slopeInterval: Interval { growth == .constant ? Interval(exactly: 0) : interval([0, 1 / unit], slope) }

    /// Whether the slope is more than 0 at 99.5 %, one-sided: six classes are tried, and the best of six is easily above 0 at 95 %.
    fileprivate var growsForSure: Bool {
      let error = fit.standardErrors(variance: variance)[1] / unit
      return slope > StudentDistribution(degreesOfFreedom: freedom).quantile(0.995) * error
    }

    private func interval(_ direction: [Double], _ value: Double) -> Interval {
      let half = StudentQuantile.twoSided95(degreesOfFreedom: freedom) * fit.variance(of: direction, variance: variance).squareRoot()
      return half.isFinite ? Interval(value, low: value - half, high: value + half) : Interval(exactly: value)
    }
  }

  /// Of each size.
  let means: [Double]
  /// By rising AICc; never empty when there is a size.
  let candidates: [Candidate]
  /// The candidates that the data do not tell from the best, with the best; one alone when the data decide.
  let tied: [Candidate]

  var best: Candidate? { tied.first }

  /// Less AICc than this above the best is no decision, however well the sizes could tell two classes apart.
  private static let decisiveDifference = 3.0

  /// A class is dropped where noise makes it look this much worse than the best in one sweep of fifty or fewer, were it true.
  private static let confidence = 0.98

  /// A cost that moves more than this (root mean square) between sizes is not called constant only because few runs hide its growth.
  private static let largestConstantError = 0.05

  /// - Parameters:
  ///   - sizes: Rising, more than 0.
  ///   - costs: Of each run at each size; one at least, not negative.
  init(sizes: [Double], costs: [[Double]]) {
    means = costs.map { SampleStatistics.mean($0) }
    let problem = Problem(sizes: sizes, costs: costs, means: means)
    candidates = GrowthClass.allCases.compactMap { problem.candidate($0) }.sorted { $0.criterion < $1.criterion }
    tied = Self.tied(candidates, problem)
  }

  private static func tied(_ candidates: [Candidate], _ problem: Problem) -> [Candidate] {
    guard let best = candidates.first else { return [] }
    // With so few runs that AICc does not exist for all, nothing can be told apart.
    guard candidates.allSatisfy({ $0.criterion.isFinite }) else { return candidates.sorted { $0.relativeError < $1.relativeError } }
    let near = candidates.filter { $0.growth == best.growth || !isDecided(best, $0, problem) }
    guard let constant = near.first(where: { $0.growth == .constant }) else { return near }
    // Every class contains the constant: one whose slope may be 0 says the same, and is no rival.
    let rivals = near.filter { $0.growth != .constant && $0.growsForSure && $0.criterion < constant.criterion }
    return rivals.isEmpty && constant.relativeError <= largestConstantError ? [constant] : near
  }

  /// Whether the data tell the rival from the best.
  ///
  /// Two classes whose difference in AICc is expected to be λ, where either is true, differ by about λ ± 2·√λ (D. R. Cox, "Tests of Separate
  /// Families of Hypotheses", 1961, for normal errors). So the rival, were it true, would look worse by more than 2·z·√λ − λ in 1 − Φ(z) of all
  /// sweeps; that is z² at most, where the sizes and the noise are such that a sweep can be misleading.
  private static func isDecided(_ best: Candidate, _ rival: Candidate, _ problem: Problem) -> Bool {
    let quantile = StudentDistribution(degreesOfFreedom: best.freedom).quantile(confidence)
    let root = max(problem.expectedDifference(rival.growth, best).squareRoot(), quantile)
    return rival.criterion - best.criterion >= max(decisiveDifference, 2 * quantile * root - root * root)
  }
}

/// One least-squares problem, shared by all classes.
private struct Problem {
  let sizes: [Double]
  let means: [Double]
  /// Runs at each size over the square of its mean.
  let weights: [Double]
  /// Σ ((cost − mean)/mean)²: what no class can explain.
  let pureSquares: Double
  let observations: Int

  init(sizes: [Double], costs: [[Double]], means: [Double]) {
    self.sizes = sizes
    self.means = means
    // Where nothing was seen, the smallest cost that was seen is the measure of noise.
    let least = means.filter { $0 > 0 }.min() ?? 1
    let scales = means.map { max($0, least) }
    weights = zip(costs, scales).map { Double($0.count) / ($1 * $1) }
    pureSquares = costs.indices.reduce(0) { sum, size in
      costs[size].reduce(sum) { $0 + ($1 - means[size]) * ($1 - means[size]) / (scales[size] * scales[size]) }
    }
    observations = costs.reduce(0) { $0 + $1.count }
  }

  func candidate(_ growth: GrowthClass) -> GrowthFit.Candidate? {
    guard let solved = solve(growth, Array(sizes.indices), means) else { return nil }
    let parameters = growth == .constant ? 1 : 2
    let lack = lack(of: means, from: solved, growth)
    // Residuals below a millionth are rounding.
    let squares = max(lack + pureSquares, 1e-12 * Double(observations))
    let freedom = observations - parameters
    return GrowthFit.Candidate(
      growth: growth, constant: solved.constant, slope: solved.slope, fit: solved.fit, unit: solved.unit,
      variance: freedom > 0 ? squares / Double(freedom) : .nan, freedom: Double(freedom),
      criterion: InformationCriterion.aicc(residualSumOfSquares: squares, observations: observations, parameters: parameters),
      leaveOneOutError: leaveOneOutError(growth), relativeError: (lack / Double(observations)).squareRoot())
  }

  /// How much more AICc than the true class a class has when there is no noise but that of the residuals.
  func expectedDifference(_ growth: GrowthClass, _ truth: GrowthFit.Candidate) -> Double {
    let exact = sizes.map(truth.cost)
    let all = Array(sizes.indices)
    guard let solved = solve(growth, all, exact) ?? solve(.constant, all, exact) else { return 0 }
    return Double(observations) * log(1 + lack(of: exact, from: solved, growth) / (truth.variance * truth.freedom))
  }

  private typealias Solution = (constant: Double, slope: Double, fit: LinearFit, unit: Double)

  /// The weighted squares of what a class leaves of costs by size.
  private func lack(of costs: [Double], from solved: Solution, _ growth: GrowthClass) -> Double {
    sizes.indices.reduce(0) { sum, size in
      let residual = costs[size] - solved.constant - solved.slope * growth.value(at: sizes[size])
      return sum + residual * residual * weights[size]
    }
  }

  /// - Returns: nil where the class would fall with size, or cannot be told from the constant.
  private func solve(_ growth: GrowthClass, _ kept: [Int], _ costs: [Double]) -> Solution? {
    let response = kept.map { costs[$0] }
    let weights = kept.map { self.weights[$0] }
    guard growth != .constant else {
      guard let fit = try? LinearLeastSquares.fit(design: kept.map { _ in 1 }, columns: 1, response: response, weights: weights) else { return nil }
      return (fit.coefficients[0], 0, fit, 1)
    }
    let unit = growth.value(at: sizes[sizes.count - 1])
    guard unit > 0, unit.isFinite else { return nil }
    let design = kept.flatMap { (index: Int) -> [Double] in [1, growth.value(at: sizes[index]) / unit] }
    guard let fit = try? LinearLeastSquares.fit(design: design, columns: 2, response: response, weights: weights), fit.coefficients[1] > 0
    else { return nil }
    return (fit.coefficients[0], fit.coefficients[1] / unit, fit, unit)
  }

  private func leaveOneOutError(_ growth: GrowthClass) -> Double? {
    guard sizes.count > (growth == .constant ? 1 : 2) else { return nil }
    var squares = 0.0
    for left in sizes.indices {
      let kept = sizes.indices.filter { $0 != left }
      // Without the one size the class may fall: then it predicts a constant.
      guard let solved = solve(growth, kept, means) ?? solve(.constant, kept, means), means[left] > 0 else { return nil }
      let predicted = solved.constant + solved.slope * growth.value(at: sizes[left])
      squares += (predicted / means[left] - 1) * (predicted / means[left] - 1)
    }
    return (squares / Double(sizes.count)).squareRoot()
  }
}
