/// Time charged to one function in a table of waits.
public struct FunctionTime: Sendable, Equatable {
  public var frame: ViewFrame
  /// Nanoseconds.
  public var value: Int64
  /// How many waits it is the sum of; 0 when they were not counted.
  public var waits: Int64

  public init(frame: ViewFrame, value: Int64, waits: Int64) {
    self.frame = frame
    self.value = value
    self.waits = waits
  }
}

/// Time and waits by key: what the tables of waits add up in.
struct TimeSums<Key: Hashable> {
  private(set) var sums: [Key: (value: Int64, waits: Int64)] = [:]

  mutating func add(_ row: TimeRows.Row, to key: Key) {
    let before = sums[key] ?? (0, 0)
    sums[key] = (before.value &+ row.value, before.waits &+ row.waits)
  }
}

extension TimeSums<Int> {
  /// The sums of functions, the largest first; equal ones by name.
  func functions(_ acting: ActingFunctions) -> [FunctionTime] {
    sums.map { FunctionTime(frame: acting.frames[$0.key], value: $0.value.value, waits: $0.value.waits) }.sorted {
      $0.value != $1.value ? $0.value > $1.value : ($0.frame.name, $0.frame.file) < ($1.frame.name, $1.frame.file)
    }
  }
}
