/// Reading numbers and durations people type.
extension ParsedArguments {
  /// The whole number given for `name`, within `range`.
  func integer(_ name: String, in range: ClosedRange<Int>, _ specification: CommandSpecification) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError("--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not `\(text)`", specification)
    }
    return number
  }

  /// The duration given for `name` in seconds: `10`, `10s`, `500ms`, `2m`, `1h`; at most `longestDuration`.
  func seconds(_ name: String, _ specification: CommandSpecification) throws(UsageError) -> Double? {
    guard let text = value(name) else { return nil }
    for (suffix, factor) in [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)] where text.hasSuffix(suffix) {
      if let number = Double(text.dropLast(suffix.count)), number > 0, number * factor <= Self.longestDuration { return number * factor }
    }
    throw UsageError("--\(name) takes a time such as 10s, 500ms or 2m, not `\(text)`", specification)
  }

  /// Ten years in seconds; its nanoseconds can be counted.
  private static let longestDuration = 10.0 * 366 * 86_400

  /// The percentage given for `name` as a fraction, above 0 and up to 1: `3%` and `3` are 0.03.
  func percentage(_ name: String, _ specification: CommandSpecification) throws(UsageError) -> Double? {
    guard let text = value(name) else { return nil }
    guard let percent = Double(text.hasSuffix("%") ? String(text.dropLast()) : text), percent > 0, percent <= 100 else {
      throw UsageError("--\(name) takes a percentage above 0 and up to 100, such as 3%, not `\(text)`", specification)
    }
    return percent / 100
  }

  /// One of the words a choice allows; nil also for the word `other`, which leaves the choice open.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type, orElse other: String? = nil, _ specification: CommandSpecification
  ) throws(UsageError) -> Choice? where Choice.RawValue == String {
    guard let text = value(name), text != other else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let allowed = ([other].compactMap { $0 } + Choice.allCases.map(\.rawValue)).joined(separator: ", ")
      throw UsageError("--\(name) is one of \(allowed), not `\(text)`", specification)
    }
    return choice
  }
}
