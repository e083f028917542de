/// What threads did while they held a lock or ran on an actor, by function.
public struct HeldWork: Sendable, Equatable {
  /// Nanoseconds.
  public var total: Int64
  /// The functions a person would name from the one that holds inwards; the largest total first. What libraries and the kernel did for a
  /// function is its own.
  public var rows: [FunctionTable.Row]
}

/// Time of holders by stack, while it is added up.
struct WorkSums {
  private var stacks: [Int: Int64] = [:]

  mutating func add(_ row: TimeRows.Row) { stacks[row.stack, default: 0] &+= row.value }

  /// - Parameter outside: Functions that took the lock or wait for the actor: neither they nor their callers are the work, unless they do some
  ///   themselves. In a stack with none of them, the work ends where the async callers begin.
  func work(_ acting: ActingFunctions, outside: Set<Int>) -> HeldWork {
    var sums: [Int: (own: Int64, total: Int64)] = [:]
    var total: Int64 = 0
    for (stack, value) in stacks {
      var path = acting.path(of: stack, all: true)
      if let end = path.lastIndex(where: outside.contains) {
        path.removeSubrange(end...)
      } else {
        path = acting.path(of: stack, all: false)
      }
      total &+= value
      let own = acting[stack]
      sums[own, default: (0, 0)].own &+= value
      for function in Set(path + [own]) { sums[function, default: (0, 0)].total &+= value }
    }
    let rows = sums.map { FunctionTable.Row(frame: acting.frames[$0.key], selfValue: $0.value.own, total: $0.value.total) }
    return HeldWork(
      total: total,
      rows: rows.sorted {
        if $0.total != $1.total { return $0.total > $1.total }
        // A function that only calls comes before what it calls.
        return $0.selfValue != $1.selfValue ? $0.selfValue < $1.selfValue : ($0.frame.name, $0.frame.file) < ($1.frame.name, $1.frame.file)
      })
  }
}
