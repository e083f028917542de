extension Profile {
  /// The sum of one value over all samples, by stack.
  ///
  /// - Parameter labelSets: By label set, whether its samples count; nil when all do.
  public func totals(ofSampleType type: Int, labelSets shownSets: [Bool]? = nil) -> [Int64] {
    var totals = [Int64](repeating: 0, count: stacks.count)
    guard type >= 0, type < samples.valuesPerSample else { return totals }
    let width = samples.valuesPerSample
    samples.stacks.withUnsafeBufferPointer { stacks in
      samples.values.withUnsafeBufferPointer { values in
        for sample in 0..<stacks.count {
          if let shownSets, !shownSets[Int(samples.labels[sample])] { continue }
          totals[Int(stacks[sample])] &+= values[sample * width + type]
        }
      }
    }
    return totals
  }

  /// The sum of one value over all samples; 0 for a sample type the profile does not have.
  public func total(ofSampleType name: String) -> Int64 {
    guard let type = sampleTypeIndex(name), type < samples.valuesPerSample else { return 0 }
    return (0..<samples.count).reduce(0) { $0 &+ samples.value(type, of: $1) }
  }
}
