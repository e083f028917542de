/// Runs of a table that are compared: indices of both sides, of pairs at the same place.
struct RunSelection: Sendable {
  var base: [Int]
  var head: [Int]
  var isPaired: Bool

  init(pairs: [(base: Int, head: Int)]) {
    base = pairs.map(\.base)
    head = pairs.map(\.head)
    isPaired = true
  }

  init(base: [Int], head: [Int]) {
    self.base = base
    self.head = head
    isPaired = false
  }

  var all: [Int] { base + head }
}
