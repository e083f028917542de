/// Which ceiling of one result is which of another: addresses differ between processes, functions stay.
struct CeilingMatch {
  private(set) var pairs: [(base: Ceiling, head: Ceiling)] = []
  private(set) var appeared: [Ceiling]
  private(set) var vanished: [Ceiling] = []

  init(_ base: [Ceiling], _ head: [Ceiling]) {
    var left = base
    appeared = head
    // By kind, name and holder first; then a lone one of a kind and a name, whoever holds it most.
    for key in [Self.nameAndHolder, Self.nameOnly] {
      let isLone = { (ceiling: Ceiling, ceilings: [Ceiling]) in ceilings.count { key($0) == key(ceiling) } == 1 }
      for old in left where isLone(old, left) {
        guard let new = appeared.firstIndex(where: { key($0) == key(old) }), isLone(old, appeared) else { continue }
        pairs.append((old, appeared.remove(at: new)))
        let place = left.firstIndex { key($0) == key(old) }
        if let place { left.remove(at: place) }
      }
    }
    vanished = left
    pairs.sort { ($0.head.maximum?.value ?? .infinity, $0.head.name) < ($1.head.maximum?.value ?? .infinity, $1.head.name) }
  }

  private static func nameAndHolder(_ ceiling: Ceiling) -> String { ScaleDifference.name(ceiling) }

  private static func nameOnly(_ ceiling: Ceiling) -> String {
    var bare = ceiling
    bare.holder = nil
    return ScaleDifference.name(bare)
  }
}
