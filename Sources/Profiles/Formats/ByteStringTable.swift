/// Distinct slices of one input, each with an index; nothing is copied out of the input.
///
/// Readers use it to decode equal text or equal packed stacks only once.
/// - Complexity: `intern` takes time linear in the slice; allocates only when the table grows.
struct ByteStringTable {
  private var offsets: [UInt32] = []
  private var lengths: [UInt32] = []
  private var hashes: [UInt32] = []
  /// Open-addressed hash table of index + 1; 0 is empty. Its count is a power of two.
  private var slots: [UInt32] = Array(repeating: 0, count: 256)

  var count: Int { offsets.count }

  func range(of index: Int) -> Range<Int> { Int(offsets[index])..<Int(offsets[index]) + Int(lengths[index]) }

  /// The index of the bytes in `range` of `input`, and whether they are new. Every call must be given the same input, of less than 4 GiB.
  mutating func intern(_ range: Range<Int>, of input: UnsafeRawBufferPointer) -> (index: Int, isNew: Bool) {
    let slice = UnsafeRawBufferPointer(rebasing: input[range])
    let hash = Self.hash(slice)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = Int(slots[slot]) - 1
      if hashes[candidate] == hash, Int(lengths[candidate]) == range.count,
        UnsafeRawBufferPointer(rebasing: input[self.range(of: candidate)]).elementsEqual(slice)
      {
        return (candidate, false)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let index = count
    offsets.append(UInt32(range.lowerBound))
    lengths.append(UInt32(range.count))
    hashes.append(hash)
    slots[slot] = UInt32(index) + 1
    if count * 2 > slots.count { grow() }
    return (index, true)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 4)
    for index in 0..<count {
      var slot = Int(hashes[index]) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index) + 1
    }
  }

  /// Multiply and fold, eight bytes at a time.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(bytes.count)
    var position = 0
    while position + 8 <= bytes.count {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
      position += 8
    }
    while position < bytes.count {
      hash = (hash ^ UInt64(bytes[position])) &* 0x0000_0100_0000_01b3
      position += 1
    }
    hash ^= hash >> 29
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
