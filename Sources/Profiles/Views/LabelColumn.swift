/// The text of one label by label set, as small numbers.
struct LabelColumn: Sendable {
  /// Distinct texts in the order of their first appearance.
  private(set) var texts: [String] = []
  /// Index into `texts` by label set; -1 where the set has no such label.
  private(set) var indices: [Int32] = []

  /// Of a label that no set has.
  init(sets: Int) { indices = [Int32](repeating: -1, count: sets) }

  init(_ labels: LabelTable, _ key: String) {
    var known: [String: Int32] = [:]
    indices.reserveCapacity(labels.count)
    for set in 0..<labels.count {
      guard let text = labels.text(key, in: set) else {
        indices.append(-1)
        continue
      }
      if let index = known[text] {
        indices.append(index)
        continue
      }
      let index = Int32(texts.count)
      texts.append(text)
      known[text] = index
      indices.append(index)
    }
  }

  subscript(set: UInt32) -> Int32 { indices[Int(set)] }

  func text(_ set: UInt32) -> String? { indices[Int(set)] < 0 ? nil : texts[Int(indices[Int(set)])] }
}
