import FixtureSupport

// Three costs that grow differently and are of the same order at 4 000 items. What is done for each item is plain arithmetic, so that the cost
// follows the count and not the caches.

typealias Items = UnsafeMutableBufferPointer<UInt64>

/// In proportion to the count.
@inline(never)
func scanLinear(_ items: Items) -> UInt64 {
  var value: UInt64 = 1
  for item in items { value ^= churn(80, item) }
  return value
}

/// In proportion to the square of the count: every pair among a quarter of the items.
@inline(never)
func comparePairs(_ items: Items) -> UInt64 {
  var value: UInt64 = 1
  let few = max(2, items.count / 4)
  for left in 0..<few {
    for right in 0..<left { value = (value ^ items[left] ^ (items[right] >> 3)) &* 0x94d0_49bb_1331_11eb }
  }
  return value
}

/// In proportion to the count and its logarithm: a merge sort from the bottom up.
@inline(never)
func sortItems(_ items: Items, _ scratch: Items) -> UInt64 {
  var (source, target) = (items, scratch)
  var width = 1
  while width < source.count {
    var low = 0
    while low < source.count {
      let middle = min(low + width, source.count)
      let high = min(middle + width, source.count)
      merge(source, target, low, middle, high)
      low = high
    }
    swap(&source, &target)
    width *= 2
  }
  return source[0] ^ source[source.count - 1]
}

/// Merges two sorted stretches. Both outcomes of a comparison cost the same.
@inline(__always)
private func merge(_ source: Items, _ target: Items, _ low: Int, _ middle: Int, _ high: Int) {
  var (left, right) = (low, middle)
  for index in low..<high {
    let takesLeft = right >= high || (left < middle && key(source[left]) <= key(source[right]))
    target[index] = takesLeft ? source[left] : source[right]
    left += takesLeft ? 1 : 0
    right += takesLeft ? 0 : 1
  }
}

/// What items are ordered by; a bijection, so that no two are equal.
@inline(__always)
private func key(_ item: UInt64) -> UInt64 { churn(2, item) }
