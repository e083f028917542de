import Profiles

extension LabelTable {
  /// The same sets with one name for every thread: the last it had. A thread begins under the name of the one that started it.
  ///
  /// - Parameter last: names by thread id, where they are known; else the last in the table counts.
  /// - Returns: the table, and by old index the new one.
  func withLastThreadNames(_ last: [Int32: String]) -> (table: LabelTable, moved: [Int]) {
    var names: [Int64: String] = [:]
    for index in 0..<count {
      if let thread = number(Label.Key.tid, in: index), let name = text(Label.Key.thread, in: index) { names[thread] = name }
    }
    for (thread, name) in last where !name.isEmpty { names[Int64(thread)] = name }
    var table = LabelTable()
    let moved = (0..<count).map { index -> Int in
      guard let name = number(Label.Key.tid, in: index).flatMap({ names[$0] }) else { return table.intern(self[index]) }
      return table.intern(self[index].map { $0.key == Label.Key.thread ? Label(Label.Key.thread, name) : $0 })
    }
    return (table, moved)
  }
}
