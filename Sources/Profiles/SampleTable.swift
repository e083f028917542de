/// Samples as columns: for each a stack, a set of labels and `valuesPerSample` values.
public struct SampleTable: Sendable, Equatable {
  public let valuesPerSample: Int
  /// Index into `Profile.stacks`, one per sample.
  public private(set) var stacks: [UInt32] = []
  /// Index into `Profile.labelSets`, one per sample.
  public private(set) var labels: [UInt32] = []
  /// Row-major: the values of sample `i` start at `i * valuesPerSample`.
  public private(set) var values: [Int64] = []

  public init(valuesPerSample: Int) { self.valuesPerSample = valuesPerSample }

  public var count: Int { stacks.count }

  /// Adds a sample. `values` must hold `valuesPerSample` numbers.
  public mutating func append(stack: Int, labels: Int, values: some Collection<Int64>) {
    precondition(values.count == valuesPerSample, "a sample has one value per sample type")
    stacks.append(UInt32(stack))
    self.labels.append(UInt32(labels))
    self.values.append(contentsOf: values)
  }

  public func value(_ type: Int, of sample: Int) -> Int64 { values[sample * valuesPerSample + type] }

  public mutating func add(_ amount: Int64, toValue type: Int, of sample: Int) {
    let place = sample * valuesPerSample + type
    let (sum, isOverflow) = values[place].addingReportingOverflow(amount)
    values[place] = isOverflow ? (amount < 0 ? .min : .max) : sum
  }

  public mutating func reserveCapacity(_ count: Int) {
    stacks.reserveCapacity(count)
    labels.reserveCapacity(count)
    values.reserveCapacity(count * valuesPerSample)
  }
}
