/// One lock while it is added up.
struct LockSums {
  private struct Key: Hashable {
    var function: Int
    var labels: UInt32
  }

  private struct Culprit: Hashable {
    var function: Int
    var thread: String
    var threadID: Int64?
  }

  private var wait: Int64 = 0
  private var waits: Int64 = 0
  private var runqueue: Int64 = 0
  private var victims = TimeSums<Int>()
  private var blame = TimeSums<Key>()
  private var work = WorkSums()

  mutating func addWait(_ row: TimeRows.Row, _ function: Int) {
    wait &+= row.value
    waits &+= row.waits
    victims.add(row, to: function)
  }

  mutating func addRunqueue(_ row: TimeRows.Row) { runqueue &+= row.value }

  mutating func addBlame(_ row: TimeRows.Row, _ function: Int) { blame.add(row, to: Key(function: function, labels: row.labels)) }

  mutating func addWork(_ row: TimeRows.Row) { work.add(row) }

  func row(_ name: String, _ acting: ActingFunctions, _ labels: LabelTable) -> LockTable.Row {
    let culprits = culprits(acting, labels)
    return LockTable.Row(
      name: name, wait: wait, waits: waits, runqueue: runqueue, victims: victims.functions(acting), culprits: culprits,
      holders: Self.holders(culprits), work: work.work(acting, outside: Set(victims.sums.keys).union(blame.sums.keys.map(\.function))))
  }

  private func culprits(_ acting: ActingFunctions, _ labels: LabelTable) -> [LockTable.Culprit] {
    var sums: [Culprit: [String: Int64]] = [:]
    for (key, sum) in blame.sums {
      let set = Int(key.labels)
      let culprit = Culprit(
        function: key.function, thread: labels.text(Label.Key.thread, in: set) ?? "", threadID: labels.number(Label.Key.tid, in: set))
      sums[culprit, default: [:]][labels.text(Label.Key.victim, in: set) ?? "", default: 0] &+= sum.value
    }
    return sums.map { culprit, victims in
      LockTable.Culprit(
        frame: acting.frames[culprit.function], thread: culprit.thread, threadID: culprit.threadID, value: victims.values.reduce(0, &+),
        victims: LockTable.Victim.sorted(victims))
    }.sorted {
      if $0.value != $1.value { return $0.value > $1.value }
      return ($0.frame.name, $0.thread, $0.threadID ?? 0, $0.frame.file) < ($1.frame.name, $1.thread, $1.threadID ?? 0, $1.frame.file)
    }
  }

  private static func holders(_ culprits: [LockTable.Culprit]) -> [LockTable.Holder] {
    var order: [ViewFrame] = []
    var together: [ViewFrame: [LockTable.Culprit]] = [:]
    for culprit in culprits {
      if together[culprit.frame] == nil { order.append(culprit.frame) }
      together[culprit.frame, default: []].append(culprit)
    }
    return order.map { frame in
      let parts = together[frame] ?? []
      var victims: [String: Int64] = [:]
      for part in parts { for victim in part.victims { victims[victim.name, default: 0] &+= victim.value } }
      let threads = parts.compactMap { part -> String? in
        if part.thread.isEmpty, part.threadID == nil { return nil }
        let name = part.thread.isEmpty ? "[unnamed thread]" : part.thread
        return ViewFrame(name: name, threadID: part.threadID).threadLabel
      }
      return LockTable.Holder(
        frame: frame, threads: threads, value: parts.reduce(0) { $0 &+ $1.value }, victims: LockTable.Victim.sorted(victims))
    }.sorted { $0.value != $1.value ? $0.value > $1.value : ($0.frame.name, $0.frame.file) < ($1.frame.name, $1.frame.file) }
  }
}
