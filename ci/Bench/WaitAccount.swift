import Profiles

/// Sums over a recording by the names in a stack and the labels of a sample.
struct WaitAccount {
  let profile: Profile
  /// The names of every stack, leaf first.
  private let names: [[String]]

  init(_ profile: Profile) {
    self.profile = profile
    names = (0..<profile.stacks.count).map { index in
      profile.stacks.withStack(index) { stack in
        stack.flatMap { profile.locations[Int($0)].lines.map { profile.functions[$0.function].name } }
      }
    }
  }

  /// What a sample says of itself.
  struct Row {
    var stack: [String]
    var label: (String) -> String?

    /// True when a name in the stack contains the text.
    func has(_ text: String) -> Bool { stack.contains { $0.contains(text) } }
    var state: String { label(Label.Key.state) ?? "" }
  }

  /// Nanoseconds of these sample types in all samples that match.
  func total(_ types: [String], where isWanted: (Row) -> Bool = { _ in true }) -> Double {
    let indices = types.compactMap { profile.sampleTypeIndex($0) }
    var total = 0.0
    for sample in 0..<profile.samples.count {
      let value = indices.reduce(0) { $0 + profile.samples.value($1, of: sample) }
      guard value != 0 else { continue }
      let labels = Int(profile.samples.labels[sample])
      let row = Row(stack: names[Int(profile.samples.stacks[sample])]) { profile.labelSets.text($0, in: labels) }
      if isWanted(row) { total += Double(value) }
    }
    return total
  }

  /// How much of the samples that match the first also match the second.
  func share(_ type: String, of base: (Row) -> Bool, with part: (Row) -> Bool) -> Double {
    let all = total([type], where: base)
    return all > 0 ? total([type], where: { base($0) && part($0) }) / all : .nan
  }

  /// The sums by state of what matches, for a row.
  func states(_ types: [String], where isWanted: (Row) -> Bool) -> String {
    var sums: [String: Double] = [:]
    for state in ThreadState.allCases.map(\.rawValue) + TaskState.allCases.map(\.rawValue) {
      let sum = total(types) { $0.state == state && isWanted($0) }
      if sum > 0 { sums[state] = sum }
    }
    return sums.sorted { $0.value > $1.value }.map { "\($0.key) \(($0.value / 1e6).rounded(decimals: 0))" }.joined(separator: ", ") + " ms"
  }
}
