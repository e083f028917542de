import Profiles

extension LabelTable {
  /// The same sets with one name for every thread, the last it had, and with what is known of locks in the end. A thread begins under the name of
  /// the one that started it, and a lock is met before it is known of what kind it is.
  ///
  /// - Parameters:
  ///   - last: names by thread id, where they are known; else the last in the table counts.
  ///   - lockName: the name of a lock, from its address.
  /// - Returns: the table, and by old index the new one.
  func withLastNames(_ last: [Int32: String], lockName: (String) -> String) -> (table: LabelTable, moved: [Int]) {
    var names: [Int64: String] = [:]
    for index in 0..<count {
      if let thread = number(Label.Key.tid, in: index), let name = text(Label.Key.thread, in: index) { names[thread] = name }
    }
    for (thread, name) in last where !name.isEmpty { names[Int64(thread)] = name }
    var table = LabelTable()
    let moved = (0..<count).map { index -> Int in
      let name = number(Label.Key.tid, in: index).flatMap { names[$0] }
      return table.intern(
        self[index].map { label in
          switch (label.key, label.value) {
          case (Label.Key.thread, _): name.map { Label(Label.Key.thread, $0) } ?? label
          case (Label.Key.lock, .text(let address)): Label(Label.Key.lock, lockName(address))
          default: label
          }
        })
    }
    return (table, moved)
  }
}
