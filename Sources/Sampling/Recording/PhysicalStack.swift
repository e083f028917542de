import Images

/// One sample's stack as addresses, in a buffer that is used again for every sample.
struct PhysicalStack {
  /// Program counters, leaf first: the sampled one as it is, return addresses reduced by one so that they lie in the calling instruction.
  var addresses: [UInt64] = []
  var isTruncated = false
  /// Index of the innermost async funclet: the frame that a job runner of the concurrency runtime called.
  var funcletIndex: Int?
  /// The sample's async chain was read from that very frame and to its end.
  var isChainProved = false
  /// That frame had the chain's first context in a register only.
  var isChainFromRegister = false

  mutating func removeAll() {
    addresses.removeAll(keepingCapacity: true)
    isTruncated = false
    funcletIndex = nil
    isChainProved = false
    isChainFromRegister = false
  }

  /// The index of the first frame whose caller is one of `runners`.
  func frameCalled(by runners: [Range<UInt64>]) -> Int? {
    guard !runners.isEmpty else { return nil }
    for index in addresses.indices.dropFirst() {
      let caller = addresses[index]
      for runner in runners where runner.contains(caller) { return index - 1 }
    }
    return nil
  }
}
