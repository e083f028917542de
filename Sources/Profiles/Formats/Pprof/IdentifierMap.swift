/// Index by pprof id. Ids are usually 1, 2, 3 …, but a file may use any numbers.
struct IdentifierMap {
  private var dense: [UInt32] = []
  private var sparse: [UInt64: UInt32] = [:]
  private(set) var count = 0

  /// Gives `id` the next index; false when it is 0 or was given before.
  mutating func append(_ id: UInt64) -> Bool {
    guard id != 0, self[id] == nil else { return false }
    if sparse.isEmpty, id == UInt64(dense.count) + 1 { dense.append(UInt32(count)) } else { sparse[id] = UInt32(count) }
    count += 1
    return true
  }

  @inline(__always)
  subscript(id: UInt64) -> Int? {
    if id &- 1 < UInt64(dense.count) { return Int(dense[Int(id &- 1)]) }
    if sparse.isEmpty { return nil }
    return sparse[id].map { Int($0) }
  }
}
