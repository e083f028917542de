import Statistics

extension JSONWriter {
  /// A number with all its digits; `null` when it is not finite.
  mutating func exact(_ key: String, _ number: Double) {
    self.key(key)
    value(precise: number)
  }

  /// An array of numbers with all their digits.
  mutating func numbers(_ key: String, _ numbers: [Double]) {
    self.key(key)
    array { writer in for number in numbers { writer.value(precise: number) } }
  }

  /// Value, low end, high end.
  mutating func interval(_ key: String, _ interval: Interval) {
    self.key(key)
    self.interval(interval)
  }

  mutating func interval(_ interval: Interval) {
    array { writer in for number in [interval.value, interval.low, interval.high] { writer.value(precise: number) } }
  }

  /// An array of objects.
  mutating func list<Element>(_ key: String, _ elements: [Element], _ body: (Element, inout JSONWriter) -> Void) {
    self.key(key)
    array { writer in for element in elements { writer.object { body(element, &$0) } } }
  }
}
