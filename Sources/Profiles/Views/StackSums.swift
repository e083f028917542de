/// The sum of one value by stack, or by stack and group: what is left of the samples once they are added up.
struct StackSums: Sendable {
  private(set) var values: [Int64] = []
  private(set) var total: Int64 = 0
  /// Over all stacks, in the states that are shown.
  private(set) var unfilteredTotal: Int64 = 0
  /// Over the samples in states that are not shown.
  private(set) var otherStatesTotal: Int64 = 0
  /// Stack and group of each value; empty when value `i` is that of stack `i` without a group.
  private var stacks: [UInt32] = []
  private var groups: [UInt32] = []

  var count: Int { values.count }

  func stack(of entry: Int) -> Int { stacks.isEmpty ? entry : Int(stacks[entry]) }

  func group(of entry: Int) -> UInt32? { groups.isEmpty ? nil : groups[entry] }

  init(_ profile: Profile, sampleType: Int, groups: LabelGroups?, shown: [Bool]?, shownSets: [Bool]?) {
    if let groups { addUp(profile, sampleType, groups, shownSets) } else { values = profile.totals(ofSampleType: sampleType, labelSets: shownSets) }
    for value in values { unfilteredTotal &+= value }
    if shownSets != nil {
      for value in profile.totals(ofSampleType: sampleType) { otherStatesTotal &+= value }
      otherStatesTotal &-= unfilteredTotal
    }
    if let shown { for entry in values.indices where !shown[stack(of: entry)] { values[entry] = 0 } }
    for value in values { total &+= value }
  }

  /// Open-addressed hash table over (stack, group).
  private mutating func addUp(_ profile: Profile, _ type: Int, _ byLabels: LabelGroups, _ shownSets: [Bool]?) {
    guard type < profile.samples.valuesPerSample else { return }
    let samples = profile.samples
    var slots = [UInt32](repeating: 0, count: 1024)
    for sample in 0..<samples.count {
      if let shownSets, !shownSets[Int(samples.labels[sample])] { continue }
      let stack = samples.stacks[sample]
      let group = byLabels.frames[Int(samples.labels[sample])]
      var slot = Self.hash(stack, group) & (slots.count - 1)
      while slots[slot] != 0 {
        let entry = Int(slots[slot]) - 1
        if stacks[entry] == stack, groups[entry] == group { break }
        slot = (slot + 1) & (slots.count - 1)
      }
      if slots[slot] == 0 {
        stacks.append(stack)
        groups.append(group)
        values.append(0)
        slots[slot] = UInt32(stacks.count)
      }
      values[Int(slots[slot]) - 1] &+= samples.value(type, of: sample)
      if stacks.count * 2 > slots.count { slots = rehashed(slots.count * 4) }
    }
  }

  private func rehashed(_ size: Int) -> [UInt32] {
    var slots = [UInt32](repeating: 0, count: size)
    for entry in stacks.indices {
      var slot = Self.hash(stacks[entry], groups[entry]) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt32(entry) + 1
    }
    return slots
  }

  private static func hash(_ stack: UInt32, _ group: UInt32) -> Int {
    Int(truncatingIfNeeded: ((UInt64(group) << 32 | UInt64(stack)) &* 0x9e37_79b9_7f4a_7c15) >> 33)
  }
}
