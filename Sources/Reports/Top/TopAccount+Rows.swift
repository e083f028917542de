import Profiles

/// The rows of the tables, in the order in which they are shown. Equal values go by name, so that nothing jumps.
extension TopAccount {
  /// A thread with its time, nanoseconds.
  struct ThreadRow: Equatable {
    var frame: ViewFrame
    var processor: Int64
    /// Ready without a processor, kept from work by something else, at rest.
    var ready: Int64 = 0
    var waiting: Int64 = 0
    var resting: Int64 = 0
    /// The sum of all its states; 0 when they were not recorded.
    var wall: Int64 = 0
    /// The state it was in longest, other than on a processor; "" when there is none.
    var longest = ""
  }

  struct TaskRow: Equatable {
    var name: String
    var sum: TaskSum
  }

  func functionRows(by order: TopView.Order) -> [FunctionTable.Row] {
    functions.values.map { FunctionTable.Row(frame: $0.frame, selfValue: $0.selfValue, total: $0.total) }.sorted { left, right in
      let values = order == .own ? (left.selfValue, right.selfValue) : (left.total, right.total)
      if values.0 != values.1 { return values.0 > values.1 }
      let others = order == .own ? (left.total, right.total) : (left.selfValue, right.selfValue)
      if others.0 != others.1 { return others.0 > others.1 }
      return (left.frame.name, left.frame.file) < (right.frame.name, right.frame.file)
    }
  }

  var threadRows: [ThreadRow] {
    threads.values.map(Self.row).sorted { left, right in
      if left.processor != right.processor { return left.processor > right.processor }
      let kept = (left.ready &+ left.waiting, right.ready &+ right.waiting)
      if kept.0 != kept.1 { return kept.0 > kept.1 }
      return (left.frame.name, left.frame.threadID ?? 0) < (right.frame.name, right.frame.threadID ?? 0)
    }
  }

  var taskRows: [TaskRow] {
    tasks.map { TaskRow(name: $0.key, sum: $0.value) }.sorted { left, right in
      if left.sum.processor != right.sum.processor { return left.sum.processor > right.sum.processor }
      if left.sum.queued != right.sum.queued { return left.sum.queued > right.sum.queued }
      return left.name < right.name
    }
  }

  /// The states of threads that took time: the known ones in their order, then the others by name.
  var threadStateRows: [(name: String, value: Int64)] { Self.rows(threadStates, ThreadState.allCases.map(\.rawValue)) }
  var taskStateRows: [(name: String, value: Int64)] { Self.rows(taskStates, TaskState.allCases.map(\.rawValue)) }

  private static func rows(_ states: [String: Int64], _ known: [String]) -> [(name: String, value: Int64)] {
    let others = states.keys.filter { !known.contains($0) }.sorted()
    return (known + others).compactMap { name in states[name].flatMap { $0 == 0 ? nil : (name, $0) } }
  }

  private static func row(_ thread: ThreadSum) -> ThreadRow {
    var row = ThreadRow(frame: thread.frame, processor: thread.processor)
    var longest: Int64 = 0
    for (name, value) in rows(thread.states, ThreadState.allCases.map(\.rawValue)) {
      row.wall &+= value
      guard let state = ThreadState(rawValue: name), !state.isRunning else { continue }
      if state == .runqueue { row.ready &+= value } else if state.isResting { row.resting &+= value } else { row.waiting &+= value }
      if value > longest { (longest, row.longest) = (value, name) }
    }
    return row
  }
}
