extension Profile {
  /// The sum of one value over all samples, by stack.
  public func totals(ofSampleType type: Int) -> [Int64] {
    var totals = [Int64](repeating: 0, count: stacks.count)
    guard type >= 0, type < samples.valuesPerSample else { return totals }
    let width = samples.valuesPerSample
    samples.stacks.withUnsafeBufferPointer { stacks in
      samples.values.withUnsafeBufferPointer { values in
        for sample in 0..<stacks.count { totals[Int(stacks[sample])] &+= values[sample * width + type] }
      }
    }
    return totals
  }
}
