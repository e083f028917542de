/// Distinct sequences of small integers in one flat array, each with an index: the interned stacks of a profile.
///
/// A stack is a sequence of location indices, leaf first. Equal stacks share one index.
/// - Complexity: `intern` takes time linear in the length of the stack and allocates only when the table grows.
public struct StackTable: Sendable {
  private var offsets: [UInt32] = [0]
  private var elements: [UInt32] = []
  private var hashes: [UInt32] = []
  /// Open-addressed hash table of stack index + 1; 0 is empty. Its count is a power of two.
  private var slots: [UInt32] = Array(repeating: 0, count: 64)

  public init() {}

  public var count: Int { offsets.count - 1 }

  /// Total number of frames in all stacks.
  public var frameCount: Int { elements.count }

  /// Calls `body` with the elements of stack `index`, leaf first, without copying them.
  @inlinable
  public func withStack<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt32>) throws -> Result) rethrows -> Result {
    let range = range(of: index)
    return try withElements { try body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Calls `body` once with every stack's elements laid end to end; `range(of:)` finds one stack in them.
  public func withElements<Result>(_ body: (UnsafeBufferPointer<UInt32>) throws -> Result) rethrows -> Result {
    try elements.withUnsafeBufferPointer(body)
  }

  /// Where stack `index` lies in `withElements`.
  public func range(of index: Int) -> Range<Int> { Int(offsets[index])..<Int(offsets[index + 1]) }

  /// A copy of stack `index`, leaf first.
  public subscript(index: Int) -> [UInt32] { Array(elements[range(of: index)]) }

  /// The index of `stack`, adding it when it is new.
  public mutating func intern(_ stack: UnsafeBufferPointer<UInt32>) -> Int {
    let hash = Self.hash(stack)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = Int(slots[slot]) - 1
      if hashes[candidate] == hash, equals(candidate, stack) { return candidate }
      slot = (slot + 1) & (slots.count - 1)
    }
    let index = count
    elements.append(contentsOf: stack)
    offsets.append(UInt32(elements.count))
    hashes.append(hash)
    slots[slot] = UInt32(index) + 1
    if count * 2 > slots.count { grow() }
    return index
  }

  /// The index of `stack`, adding it when it is new.
  public mutating func intern(_ stack: [UInt32]) -> Int { stack.withUnsafeBufferPointer { intern($0) } }

  private func equals(_ index: Int, _ stack: UnsafeBufferPointer<UInt32>) -> Bool {
    let start = Int(offsets[index])
    guard Int(offsets[index + 1]) - start == stack.count else { return false }
    for position in 0..<stack.count where elements[start + position] != stack[position] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for index in 0..<count {
      var slot = Int(hashes[index]) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index) + 1
    }
  }

  /// FNV-1a over whole elements, folded once more so that the low bits, which pick the slot, depend on all of them.
  private static func hash(_ stack: UnsafeBufferPointer<UInt32>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for element in stack { hash = (hash ^ UInt64(element)) &* 0x0000_0100_0000_01b3 }
    hash ^= hash >> 29
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}

extension StackTable: Equatable {
  public static func == (left: StackTable, right: StackTable) -> Bool {
    left.offsets == right.offsets && left.elements == right.elements
  }
}
