import Statistics
import Testing

@Suite("Sample statistics") struct SampleStatisticsTests {
  @Test("quantiles lie linearly between neighbours, as R's default does")
  func quantiles() {
    // R: quantile(c(1, 3, 4, 8, 9, 20), c(.1, .5, .9)) is 2, 6, 14.5.
    let values: [Double] = [9, 1, 20, 3, 8, 4]
    #expect(SampleStatistics.quantile(0.1, of: values) == 2 && SampleStatistics.median(values) == 6)
    #expect(SampleStatistics.quantile(0.9, of: values) == 14.5)
    #expect(SampleStatistics.quantile(0, of: values) == 1 && SampleStatistics.quantile(1, of: values) == 20)
    #expect(SampleStatistics.median([]).isNaN && SampleStatistics.quantile(1.5, of: values).isNaN)
  }

  @Test("a mean has its t interval, and a single value none")
  func meanInterval() {
    // Mean 5, s = 2, n = 4, t(3) = 3.1824463052837: half the width is 3.1824463052837.
    let interval = SampleStatistics.meanInterval([3, 7, 5 + 2.0.squareRoot(), 5 - 2.0.squareRoot()])
    #expect(abs(interval.value - 5) < 1e-12 && abs(interval.high - 5 - 3.1824463052837) < 1e-10 && abs(interval.low - 5 + 3.1824463052837) < 1e-10)
    #expect(SampleStatistics.meanInterval([4]) == Interval(exactly: 4))
    #expect(SampleStatistics.variance([1e9 + 1, 1e9 + 2, 1e9 + 3]) == 1)
  }

  @Test("Welch's test gives the statistic, the degrees of freedom, p and the interval of SciPy's ttest_ind")
  func welch() throws {
    let first = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4]
    let second = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.4]
    let test = try #require(WelchTest(first, second))
    // SciPy 1.17.1, all digits but the last few.
    #expect(abs(test.statistic - 2.8529548701715215) < 1e-11 && abs(test.degreesOfFreedom - 27.88730398842012) < 1e-10)
    #expect(abs(test.pValue - 0.008071938172194903) < 1e-12)
    #expect(abs(test.difference.low - 0.7986439248746979) < 1e-9 && abs(test.difference.high - 4.868022741791966) < 1e-9)
  }

  @Test("constants differ for certain or not at all, and one value tells nothing")
  func degenerateTests() {
    #expect(WelchTest([1, 1], [2, 2])?.pValue == 0 && WelchTest([1, 1], [1, 1])?.pValue == 1 && WelchTest([1], [1, 2]) == nil)
    #expect(WelchTest([1, .nan], [1, 2]) == nil)
    #expect(StudentTest.pValue(meanIsZero: [5]) == 1 && StudentTest.pValue(meanIsZero: [5, 5]) == 0 && StudentTest.pValue(meanIsZero: [0, 0]) == 1)
    // t = 2/(1/√3) = 3.4641 with 2 degrees of freedom: p = 1 − t/√(2 + t²) = 0.074180.
    #expect(abs(StudentTest.pValue(meanIsZero: [1, 2, 3]) - 0.0741799) < 1e-6)
  }

  @Test("Benjamini and Hochberg's own example claims the four they claim")
  func falseDiscoveries() {
    // Their table of 1995, section 4.
    let pValues = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    let adjusted = BenjaminiHochberg.adjusted(pValues.reversed())
    #expect(adjusted.filter { $0 <= 0.05 }.count == 4)
    // SciPy's false_discovery_control.
    #expect(abs(adjusted[14] - 0.0015) < 1e-12 && abs(adjusted[11] - 0.035625) < 1e-12 && abs(adjusted[9] - 0.0638571428) < 1e-9 && adjusted[0] == 1)
    #expect(BenjaminiHochberg.adjusted([]).isEmpty && BenjaminiHochberg.adjusted([.nan, 0.01]) == [1, 0.02])
  }

  @Test("Theil and Sen's slope does not see a wild value")
  func theilSen() {
    #expect(TheilSen.slope([1, 3, 5, 7, 900, 11, 13]) == 2)
    #expect(TheilSen.slope(x: [1, 1], y: [2, 3]) == nil && TheilSen.slope([]) == nil && TheilSen.slope([4]) == nil)
    // Sen's example of 1968: slope 4 between its points.
    #expect(TheilSen.slope(x: [1, 2, 3, 4, 10, 12, 18], y: [9, 15, 19, 20, 45, 55, 78]) == 4)
  }

  @Test("AICc is infinite when there are too few observations")
  func aicc() {
    // n = 10, RSS = 5, two parameters and the variance: 10·ln(0.5) + 6 + 24/6.
    #expect(abs(InformationCriterion.aicc(residualSumOfSquares: 5, observations: 10, parameters: 2) - 3.0685281944005) < 1e-10)
    #expect(InformationCriterion.aicc(residualSumOfSquares: 5, observations: 4, parameters: 2) == .infinity)
  }
}
