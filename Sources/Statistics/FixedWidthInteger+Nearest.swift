extension FixedWidthInteger {
  /// The whole number nearest to a value; what is beyond the largest or the smallest is that one, and what is no number is 0.
  public init(nearest value: Double) {
    let rounded = value.rounded()
    self = rounded.isNaN ? 0 : Self(exactly: rounded) ?? (rounded < 0 ? .min : .max)
  }
}
