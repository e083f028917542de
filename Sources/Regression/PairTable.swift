/// Which runs of a table are pairs.
struct PairTable: Sendable {
  private var runs: [Int: [Side: Int]] = [:]

  mutating func set(_ run: Int, for step: Gate.Step) { runs[step.pair, default: [:]][step.side] = run }

  mutating func remove(_ pair: Int) { runs[pair] = nil }

  /// Those with both sides, in their order.
  var complete: [(base: Int, head: Int)] { numbered.map { ($0.base, $0.head) } }

  var numbered: [(pair: Int, base: Int, head: Int)] {
    runs.keys.sorted().compactMap { pair in
      guard let base = runs[pair]?[.base], let head = runs[pair]?[.head] else { return nil }
      return (pair, base, head)
    }
  }

  /// Pairs of runs of one side: the two of each block, in turns forwards and backwards, so that a drift adds to nothing.
  var sameSide: [(base: Int, head: Int)] {
    var result: [(base: Int, head: Int)] = []
    let all = numbered
    for (first, second) in zip(all, all.dropFirst()) where first.pair % 2 == 0 && second.pair == first.pair + 1 {
      let isForward = first.pair / 2 % 2 == 0
      for (one, other) in [(first.base, second.base), (second.head, first.head)] { result.append(isForward ? (one, other) : (other, one)) }
    }
    return result
  }
}
