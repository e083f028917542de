import Statistics

extension JSONWriter {
  /// `{"value", "low", "high"}` with all digits; an end that is infinite is `null`.
  mutating func field(_ name: String, _ interval: Interval) {
    key(name)
    value(interval)
  }

  /// See `field(_:_:)`.
  mutating func value(_ interval: Interval) {
    object { writer in
      writer.field("value", precise: interval.value)
      writer.field("low", precise: interval.low)
      writer.field("high", precise: interval.high)
    }
  }

  /// The same, and `null` where there is none.
  mutating func field(_ name: String, optional interval: Interval?) {
    if let interval { field(name, interval) } else { field(name, precise: nil) }
  }

  mutating func field(_ name: String, _ numbers: [Double]) {
    key(name)
    array { writer in for number in numbers { writer.value(precise: number) } }
  }
}
