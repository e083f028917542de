/// How a physical stack and its async chain are kept until names are known: one sequence of small integers.
///
/// Layout: locations of the physical frames, leaf first; then, when the walk did not reach the root, `truncated`; then, when the stack
/// has an async funclet below which a job runner stands, `funclet`, that frame's index, or for a task that no thread runs `suspended`; then,
/// when its chain was read to the end, `chain` or `registerChain` and the chain's locations.
enum RawStack {
  static let truncated: UInt32 = 0xffff_fff0
  static let funclet: UInt32 = 0xffff_fff1
  static let chain: UInt32 = 0xffff_fff2
  static let suspended: UInt32 = 0xffff_fff3
  /// A chain whose first context was in a register and not in the funclet's frame.
  static let registerChain: UInt32 = 0xffff_fff4

  /// The parts of one raw stack, without copies.
  struct Parts {
    var physical: UnsafeBufferPointer<UInt32>
    var isTruncated = false
    var funcletIndex: Int?
    /// The only physical frame is where a task will go on.
    var isSuspended = false
    var chain: UnsafeBufferPointer<UInt32>?
    /// The chain's first context was in a register.
    var isChainFromRegister = false
  }

  /// Takes a raw stack apart.
  static func parts(_ elements: UnsafeBufferPointer<UInt32>) -> Parts {
    var end = 0
    while end < elements.count, elements[end] < truncated { end += 1 }
    var parts = Parts(physical: UnsafeBufferPointer(rebasing: elements[..<end]))
    var position = end
    if position < elements.count, elements[position] == truncated {
      parts.isTruncated = true
      position += 1
    }
    if position + 1 < elements.count, elements[position] == funclet {
      parts.funcletIndex = Int(elements[position + 1])
      position += 2
    }
    if position < elements.count, elements[position] == suspended {
      parts.isSuspended = true
      position += 1
    }
    if position < elements.count, elements[position] == chain || elements[position] == registerChain {
      parts.isChainFromRegister = elements[position] == registerChain
      parts.chain = UnsafeBufferPointer(rebasing: elements[(position + 1)...])
    }
    return parts
  }
}
