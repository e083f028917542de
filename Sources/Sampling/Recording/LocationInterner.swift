/// Gives every distinct code address of one process a small index: a flat open-addressed hash table.
///
/// An address reached by the async chain is another location than the same address on the physical stack.
/// - Complexity: expected constant time; allocates only when the table grows.
struct LocationInterner {
  private var keys: [UInt64] = Array(repeating: 0, count: 1024)
  private var values: [UInt32] = Array(repeating: 0, count: 1024)
  private var count = 0

  /// The index stored for `address`, or what `make` returns for a new one.
  mutating func intern(_ address: UInt64, isAsync: Bool, make: () -> UInt32) -> UInt32 {
    // User addresses have 47 bits (57 with five-level paging); the top bit is free to tell the two kinds apart, and bit 62 keeps keys from being 0.
    let key = address | (isAsync ? 1 << 63 : 0) | 1 << 62
    var slot = Self.slot(key, mask: keys.count - 1)
    while keys[slot] != 0 {
      if keys[slot] == key { return values[slot] }
      slot = (slot + 1) & (keys.count - 1)
    }
    let value = make()
    keys[slot] = key
    values[slot] = value
    count += 1
    if count * 2 > keys.count { grow() }
    return value
  }

  private mutating func grow() {
    let oldKeys = keys
    let oldValues = values
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    values = Array(repeating: 0, count: oldKeys.count * 2)
    for (index, key) in oldKeys.enumerated() where key != 0 {
      var slot = Self.slot(key, mask: keys.count - 1)
      while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      keys[slot] = key
      values[slot] = oldValues[index]
    }
  }

  /// Fibonacci hashing: the high bits of a product with 2^64 divided by the golden ratio.
  private static func slot(_ key: UInt64, mask: Int) -> Int { Int((key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask }
}
