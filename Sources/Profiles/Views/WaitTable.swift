/// Waiting time by the function that waits and the state it waits in.
public struct WaitTable: Sendable {
  public struct Row: Sendable, Equatable {
    /// The first function from the leaf that is neither of a lock nor of a runtime.
    public var frame: ViewFrame
    public var state: String
    /// Nanoseconds.
    public var value: Int64
    public var waits: Int64
  }

  /// The largest first.
  public let rows: [Row]
  public let total: Int64
  public let waits: Int64

  /// - Parameters:
  ///   - type: `wait` for threads, `queue` for tasks.
  ///   - isIncluded: Which states to add up, by the text of their label; "" for samples without one.
  public init(_ source: WaitSource, type: ValueType, _ isIncluded: (String) -> Bool) {
    struct Key: Hashable {
      var function: Int
      var state: Int32
    }
    let (acting, state) = (source.acting, source.states)
    let included = state.texts.map(isIncluded)
    let includesStateless = isIncluded("")
    var sums = TimeSums<Key>()
    source.rows.forEach(type) { row in
      let index = state[row.labels]
      guard index < 0 ? includesStateless : included[Int(index)] else { return }
      sums.add(row, to: Key(function: acting[row.stack], state: index))
    }
    rows = sums.sums.map { key, sum in
      Row(
        frame: acting.frames[key.function], state: key.state < 0 ? "[no state]" : state.texts[Int(key.state)], value: sum.value, waits: sum.waits)
    }.sorted {
      $0.value != $1.value ? $0.value > $1.value : ($0.frame.name, $0.frame.file, $0.state) < ($1.frame.name, $1.frame.file, $1.state)
    }
    total = rows.reduce(0) { $0 &+ $1.value }
    waits = rows.reduce(0) { $0 &+ $1.waits }
  }

  /// The waits of threads that were kept from work: all but those at rest.
  public static func threads(_ source: WaitSource) -> WaitTable {
    WaitTable(source, type: .wait) { ThreadState(rawValue: $0)?.isResting != true }
  }
}
