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

  /// The two runs of the base in each block, in turns forwards and backwards, so that a drift adds to nothing.
  var controls: [(base: Int, head: Int)] {
    let all = numbered
    return zip(all, all.dropFirst()).filter { $0.pair % 2 == 0 && $1.pair == $0.pair + 1 }
      .map { first, second in first.pair / 2 % 2 == 0 ? (first.base, second.base) : (second.base, first.base) }
  }
}
