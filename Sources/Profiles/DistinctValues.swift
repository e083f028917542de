/// Distinct values, each with an index in the order in which it was first met.
public struct DistinctValues<Value: Hashable & Sendable>: Sendable {
  public private(set) var values: [Value] = []
  private var indices: [Value: Int] = [:]

  public init() {}

  /// The index of a value, which is added when it is new.
  public mutating func index(of value: Value) -> Int {
    if let known = indices[value] { return known }
    indices[value] = values.count
    values.append(value)
    return values.count - 1
  }

  /// The index of a value; nil where it was not added.
  public func known(_ value: Value) -> Int? { indices[value] }
}
