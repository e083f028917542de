import Statistics
import Testing

@Suite("Group-sequential bounds") struct GroupSequentialTests {
  private let thirds = [1.0 / 3, 2.0 / 3, 1]

  @Test("Pocock's and O'Brien and Fleming's published constants spend 5 % over three looks")
  func classicConstants() {
    // C. Jennison and B. W. Turnbull, "Group Sequential Methods", 2000, tables 2.1 and 2.3: 2.289, and 2.004·√(3/k). Three decimals of the constant
    // are 1e-4 of the error.
    let pocock = GroupSequential.crossingProbabilities(bounds: [2.289, 2.289, 2.289], fractions: thirds)
    #expect(abs(pocock.reduce(0, +) - 0.05) < 2e-4 && abs(pocock[0] - 0.0220793524) < 1e-8)
    // SciPy's multivariate normal distribution, good to about 1e-7 here.
    #expect(abs(pocock[1] - 0.0159044426) < 1e-6 && abs(pocock[2] - 0.0120753831) < 1e-6)
    let late = GroupSequential.crossingProbabilities(bounds: [3.471, 2.454, 2.004], fractions: thirds)
    #expect(abs(late.reduce(0, +) - 0.05) < 2e-4)
    #expect(abs(late[0] - 0.0005185240) < 1e-8 && abs(late[1] - 0.0138185383) < 1e-6 && abs(late[2] - 0.0356749409) < 1e-6)
  }

  @Test("spending like O'Brien and Fleming gives the published bounds of three and five looks")
  func obrienFleming() throws {
    // The R packages ldbounds and gsDesign (sfLDOF, 2.5 % a side) print 4.8769 3.3569 2.6803 2.2898 2.0310, and 3.7103 2.5114 1.9930.
    let five = try #require(GroupSequential(fractions: [0.2, 0.4, 0.6, 0.8, 1], alpha: 0.05))
    for (bound, published) in zip(five.bounds, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]) { #expect(abs(bound - published) < 2e-4) }
    let three = try #require(GroupSequential(fractions: thirds, alpha: 0.05))
    for (bound, published) in zip(three.bounds, [3.7103, 2.5114, 1.9930]) { #expect(abs(bound - published) < 2e-4) }
    #expect(abs(three.nominalPValues[2] - 0.0463) < 1e-4)
  }

  @Test("spending like Pocock gives the published bounds of five looks")
  func pocock() throws {
    // gsDesign (sfLDPocock, 2.5 % a side).
    let five = try #require(GroupSequential(fractions: [0.2, 0.4, 0.6, 0.8, 1], alpha: 0.05, spending: .pocock))
    for (bound, published) in zip(five.bounds, [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]) { #expect(abs(bound - published) < 2e-4) }
  }

  @Test("looks at uneven shares spend all of the error and no more", arguments: GroupSequential.Spending.allCases)
  func uneven(_ spending: GroupSequential.Spending) throws {
    let fractions = [6.0 / 16, 10.0 / 16, 1]
    let plan = try #require(GroupSequential(fractions: fractions, alpha: 0.01, spending: spending))
    let crossings = GroupSequential.crossingProbabilities(bounds: plan.bounds, fractions: fractions)
    #expect(abs(crossings.reduce(0, +) - 0.01) < 1e-7)
    for (index, fraction) in fractions.enumerated() {
      #expect(abs(crossings[...index].reduce(0, +) - 2 * spending.spent(fraction, alpha: 0.005)) < 1e-7)
    }
  }

  @Test("a single look is the plain test, and nonsense has no bounds")
  func degenerate() throws {
    let one = try #require(GroupSequential(fractions: [1], alpha: 0.05))
    #expect(abs(one.bounds[0] - 1.959963984540054) < 1e-9)
    #expect(GroupSequential(fractions: [], alpha: 0.05) == nil && GroupSequential(fractions: [0.5, 0.5], alpha: 0.05) == nil)
    #expect(GroupSequential(fractions: [0.5, 1.5], alpha: 0.05) == nil && GroupSequential(fractions: [.nan, 1], alpha: 0.05) == nil)
    #expect(GroupSequential(fractions: [1], alpha: 0) == nil && GroupSequential(fractions: [1], alpha: .nan) == nil)
  }
}
