import Profiles

/// What the tests ask of a profile.
extension Profile {
  /// Function names of one sample, leaf first, inlined ones included.
  func names(ofSample sample: Int) -> [String] {
    stacks[Int(samples.stacks[sample])].flatMap { location in
      locations[Int(location)].lines.map { functions[$0.function].name }
    }
  }

  /// Function names of one sample, leaf first, as a report shows them: without scheduler and thunks.
  func shownNames(ofSample sample: Int) -> [String] {
    stacks[Int(samples.stacks[sample])].flatMap { location in
      locations[Int(location)].lines.filter { functions[$0.function].kind == .ordinary }.map { functions[$0.function].name }
    }
  }

  /// The text of a sample's label.
  func label(_ key: String, ofSample sample: Int) -> String? {
    for label in labelSets[Int(samples.labels[sample])] where label.key == key {
      if case .text(let text) = label.value { return text }
    }
    return nil
  }

  /// How many samples satisfy `condition`, by their first value.
  func count(where condition: (Int) -> Bool) -> Int64 {
    (0..<samples.count).reduce(0) { $0 + (condition($1) ? samples.value(0, of: $1) : 0) }
  }

  /// Share of `cpu` in samples that have a function with this name.
  func share(of name: String) -> Double {
    var all: Int64 = 0
    var own: Int64 = 0
    for sample in 0..<samples.count {
      let value = samples.value(1, of: sample)
      all += value
      if names(ofSample: sample).contains(where: { $0.hasPrefix(name) }) { own += value }
    }
    return all > 0 ? Double(own) / Double(all) : 0
  }
}
