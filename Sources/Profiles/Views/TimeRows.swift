/// The samples of a profile that hold time of one sample type, under `focus` and `ignore`.
struct TimeRows {
  /// One sample.
  struct Row {
    var stack: Int
    var labels: UInt32
    /// Nanoseconds, never 0.
    var value: Int64
    var waits: Int64
  }

  private let types: [ValueType]
  private let samples: SampleTable
  private let shown: [Bool]?
  private let waits: Int?

  init(_ profile: Profile, _ options: ViewOptions) throws(ViewError) {
    types = profile.sampleTypes
    samples = profile.samples
    shown = try StackFilter.shownStacks(profile, options)
    waits = profile.sampleTypeIndex(ValueType.waits.type)
  }

  /// Calls `body` for every sample with a value of this type; never when the profile does not have the type.
  func forEach(_ type: ValueType, _ body: (Row) -> Void) {
    guard let index = types.firstIndex(of: type) else { return }
    for sample in 0..<samples.count {
      let value = samples.value(index, of: sample)
      let stack = Int(samples.stacks[sample])
      guard value != 0, shown?[stack] ?? true else { continue }
      body(Row(stack: stack, labels: samples.labels[sample], value: value, waits: waits.map { samples.value($0, of: sample) } ?? 0))
    }
  }
}

extension Profile {
  /// True when the recording holds the time of threads that wait or of tasks that are queued.
  public var hasWaits: Bool {
    [ValueType.wait, .queue].contains { type in
      guard let index = sampleTypes.firstIndex(of: type) else { return false }
      return (0..<samples.count).contains { samples.value(index, of: $0) != 0 }
    }
  }
}
