import Statistics
import Testing

@Suite("Rank statistics") struct RankTests {
  @Test("medians, intervals and geometric means are those that benchstat prints for its own example")
  func benchstat() throws {
    let files = try ["crc-old.txt", "crc-new.txt"].map { GoBenchmarks(try GoBenchmarks.file($0)) }
    let ours = files.flatMap { $0.rows("sec/op") + $0.rows("B/s") }
    let theirs = try GoBenchmarks.file("crcOldNew.stdout").split(separator: "\n").map { line in
      line.split(separator: " ").joined(separator: " ")
    }.filter { $0.hasPrefix("CRC32/") || $0.hasPrefix("geomean") }
    #expect(theirs.count == 4 * 37 && ours.count == theirs.count)
    for (mine, published) in zip(ours, theirs) { #expect(mine == published) }
  }

  @Test("both files of the example are told apart where the medians are, and only there")
  func benchmarkChanges() throws {
    let (old, new) = (GoBenchmarks(try GoBenchmarks.file("crc-old.txt")), GoBenchmarks(try GoBenchmarks.file("crc-new.txt")))
    func test(_ name: String) -> MannWhitney { MannWhitney(old.values[name]?["sec/op"] ?? [], new.values[name]?["sec/op"] ?? []) }
    // 237.5 ns and 56.75 ns, without overlap: 2/C(20, 10).
    let changed = test("CRC32/poly=IEEE/size=512/align=0-8")
    #expect(changed.isExact && abs(changed.pValue - 2.0 / 184_756) < 1e-12 && changed.statistic == 100)
    // 44.35 ns on both sides.
    #expect(test("CRC32/poly=IEEE/size=15/align=1-8").pValue > 0.5)
  }

  @Test("the exact p counts all assignments, with ties and without")
  func exact() {
    // By enumeration of the C(13, 6) assignments; SciPy's mannwhitneyu(method="exact") for the second.
    let tied = MannWhitney([1, 2, 2, 3, 5, 8], [2, 4, 5, 5, 9, 10, 11])
    #expect(tied.isExact && abs(tied.pValue - 0.09207459207459208) < 1e-12)
    #expect(abs(MannWhitney([1, 2, 3, 5, 8], [4, 6, 7, 9, 10, 11]).pValue - 0.05194805194805195) < 1e-12)
    #expect(MannWhitney([1, 1, 1], [1, 1, 2]).pValue == 1)
    #expect(MannWhitney([1, 2, 3], [4, 5, 6]).pValue == MannWhitney([4, 5, 6], [1, 2, 3]).pValue)
  }

  @Test("large samples use the normal approximation with corrections for ties and continuity")
  func normal() {
    // SciPy's mannwhitneyu(method="asymptotic").
    func values(_ count: Int, _ factor: Int, _ divisor: Int, _ start: Int) -> [Double] {
      (0..<count).map { index in Double(index * factor % divisor + start) }
    }
    let first = values(40, 37, 101, 0)
    let second = values(45, 53, 97, 9)
    #expect(!MannWhitney(first, second).isExact && abs(MannWhitney(first, second).pValue - 0.517505967659826) < 1e-12)
    let tied = MannWhitney(values(40, 37, 11, 0), values(45, 53, 12, 1))
    #expect(abs(tied.pValue - 0.0399791683248485) < 1e-12)
  }

  @Test("the exact p and the approximation meet where one takes over from the other")
  func limit() {
    var noise = Noise(seed: 3)
    let first = (0..<25).map { _ in noise.normal() }
    let second = (0..<25).map { _ in noise.normal() + 0.6 }
    let more = MannWhitney(first + [0.5], second)
    let exact = MannWhitney(first, second)
    #expect(exact.isExact && !more.isExact && exact.statistic <= more.statistic)
    // A value near the middle moves U by at most 25 of a deviation of 52, half a deviation.
    #expect(abs(exact.pValue - more.pValue) < 0.2)
  }

  @Test("samples that tell nothing have p = 1")
  func degenerateRanks() {
    #expect(MannWhitney([], [1]).pValue == 1 && MannWhitney([1], [Double]()).pValue == 1 && MannWhitney([1], [2]).pValue == 1)
    #expect(MannWhitney([.nan, 1], [2]).statistic == 0 && MannWhitney([.infinity], [-.infinity]).statistic == 1)
    #expect(MannWhitney(Array(repeating: 1, count: 60), Array(repeating: 1, count: 60)).pValue == 1)
  }

  @Test("the median's interval has the binomial's order statistics, and no ends below six values")
  func median() {
    // Coverage of the first and last of 6: 1 − 2/2⁶ = 96.9 %; of the 6th of 20 and its mirror: 95.9 % (binomial tables).
    #expect(MedianInterval.interval([3, 1, 2, 6, 5, 4]) == Interval(3.5, low: 1, high: 6))
    #expect(MedianInterval.interval((1...20).map(Double.init)) == Interval(10.5, low: 6, high: 15))
    #expect(MedianInterval.interval((1...17).map(Double.init)) == Interval(9, low: 5, high: 13))
    #expect(MedianInterval.interval([1, 2, 3, 4, 5]) == Interval(3, low: -.infinity, high: .infinity))
    #expect(MedianInterval.interval([Double]()).value.isNaN && MedianInterval.interval([7]).value == 7)
  }

  @Test("doubling one value and halving another leaves the geometric mean")
  func geometric() {
    #expect(abs(GeometricMean.of([2, 8]) - 4) < 1e-15 && abs(GeometricMean.of([4, 4]) - 4) < 1e-15)
    #expect(GeometricMean.of([Double]()).isNaN && GeometricMean.of([1, 0]).isNaN && GeometricMean.of([1, -1]).isNaN)
    #expect(abs(GeometricMean.of([1e300, 1e300, 1e-300, 1e-300]) - 1) < 1e-12)
  }
}
