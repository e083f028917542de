import Testing

@testable import Sampling

@Suite("The raw stack")
struct RawStackTests {
  private func parts<Result>(_ elements: [UInt32], _ body: (RawStack.Parts) -> Result) -> Result {
    elements.withUnsafeBufferPointer { body(RawStack.parts($0)) }
  }

  @Test("comes apart into what it was put together from")
  func everyPart() {
    for isTruncated in [false, true] {
      for funclet in [nil, 0, 2] as [UInt32?] {
        for (mark, chain) in [(0, nil), (RawStack.chain, []), (RawStack.chain, [9, 8]), (RawStack.registerChain, [9, 8])] as [(UInt32, [UInt32]?)]
        where chain == nil || funclet != nil {
          var raw: [UInt32] = [5, 6, 7]
          if isTruncated { raw.append(RawStack.truncated) }
          if let funclet { raw += [RawStack.funclet, funclet] }
          if let chain { raw += [mark] + chain }
          parts(raw) {
            #expect(Array($0.physical) == [5, 6, 7])
            #expect($0.isTruncated == isTruncated)
            #expect($0.funcletIndex == funclet.map { Int($0) } && !$0.isSuspended)
            #expect($0.chain.map { Array($0) } == chain && $0.isChainFromRegister == (mark == RawStack.registerChain))
          }
        }
      }
    }
  }

  @Test("of a suspended task comes apart too")
  func suspended() {
    parts([5, RawStack.suspended, RawStack.chain, 9, 8]) {
      #expect(Array($0.physical) == [5])
      #expect($0.isSuspended && $0.funcletIndex == nil && !$0.isTruncated)
      #expect($0.chain.map { Array($0) } == [9, 8])
    }
    parts([RawStack.suspended]) { #expect($0.isSuspended && $0.physical.isEmpty && $0.chain == nil) }
  }

  @Test("may be empty, or nothing but a cut")
  func empty() {
    parts([]) { #expect($0.physical.isEmpty && !$0.isTruncated && $0.funcletIndex == nil && $0.chain == nil) }
    parts([RawStack.truncated]) { #expect($0.physical.isEmpty && $0.isTruncated) }
  }

  @Test("takes any sequence of integers without a trap")
  func anything() {
    let marks: [UInt32] = [3, RawStack.truncated, RawStack.funclet, RawStack.chain, RawStack.registerChain, RawStack.suspended, .max]
    // Every sequence of up to five of them.
    for length in 0...5 {
      var digits = [Int](repeating: 0, count: length)
      while true {
        parts(digits.map { marks[$0] }) { #expect($0.physical.count + ($0.chain?.count ?? 0) <= length) }
        guard let place = digits.firstIndex(where: { $0 < marks.count - 1 }) else { break }
        digits[place] += 1
        for lower in 0..<place { digits[lower] = 0 }
      }
    }
  }
}
