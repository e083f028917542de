/// A named property of a sample: the thread it ran on, its task, its state.
public struct Label: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case text(String)
    case number(Int64, unit: String)
  }

  public var key: String
  public var value: Value

  public init(_ key: String, _ text: String) {
    self.key = key
    value = .text(text)
  }

  public init(_ key: String, _ number: Int64, unit: String = "") {
    self.key = key
    value = .number(number, unit: unit)
  }

  /// Keys the tool writes and reads.
  public enum Key {
    public static let thread = "thread"
    public static let task = "task"
    public static let state = "state"
    public static let executor = "executor"
    public static let lock = "lock"
    /// Who waited, in `blame`.
    public static let victim = "victim"
    public static let tid = "tid"
    public static let pid = "pid"
    public static let taskID = "task_id"
    public static let timestamp = "timestamp"
  }
}

/// Distinct sets of labels, each with an index. Index 0 is always the empty set.
public struct LabelTable: Sendable, Equatable {
  public private(set) var sets: [[Label]] = [[]]
  private var indices: [[Label]: Int] = [[]: 0]

  public init() {}

  public var count: Int { sets.count }

  public subscript(index: Int) -> [Label] { sets[index] }

  /// The index of `labels` (order matters), adding the set when it is new.
  public mutating func intern(_ labels: [Label]) -> Int {
    if let index = indices[labels] { return index }
    let index = sets.count
    sets.append(labels)
    indices[labels] = index
    return index
  }

  /// The text of the first label with this key in set `index`.
  public func text(_ key: String, in index: Int) -> String? {
    for label in sets[index] where label.key == key { if case .text(let text) = label.value { return text } }
    return nil
  }

  /// The number of the first label with this key in set `index`.
  public func number(_ key: String, in index: Int) -> Int64? {
    for label in sets[index] where label.key == key { if case .number(let number, _) = label.value { return number } }
    return nil
  }
}
