/// Whose time a request's time is.
///
/// With N clients in a closed loop all of N·T is their time. Where each client is a task or a thread of the process, their states say where it
/// went; else the process works for clients that wait outside, and what its threads did is only a part.
enum Clients: String, Sendable {
  /// N tasks: thread time labelled with a task and its queue time.
  case tasks
  /// N tasks that have names; those without are helpers.
  case namedTasks = "named tasks"
  /// N threads.
  case threads
  /// Whatever works for clients outside.
  case process

  /// How far the time of the clients may be from N·T.
  private static let tolerance = 0.1

  /// What fits every run.
  static func choose(_ runs: [RunSums]) -> Clients {
    let used = runs.filter { !$0.isClosing && $0.seconds > 0 }
    if used.isEmpty { return .process }
    let levels = Dictionary(grouping: used, by: \.point.level)
    // How far the time of tasks is from N·T, at the level where it is farthest.
    func error(_ clients: Clients) -> Double {
      levels.map { level, runs in
        let window = runs.reduce(0) { $0 + $1.seconds * 1e9 }
        let time = runs.reduce(0) { $0 + $1.cells(of: clients).reduce(0) { $0 + $1.time } }
        return abs(time / window / Double(level) - 1)
      }.max() ?? .infinity
    }
    let (all, named) = (error(.tasks), error(.namedTasks))
    if min(all, named) <= tolerance { return named < all ? .namedTasks : .tasks }
    return used.allSatisfy { clientThreads($0) != nil } ? .threads : .process
  }

  /// The threads that are the clients of a run: as many as there are clients, always at it, and clearly apart from all others.
  static func clientThreads(_ run: RunSums) -> Set<Int32>? {
    // A process that the target started works for its clients, unless all of them are in such processes.
    clientThreads(run, inTargetOnly: true) ?? clientThreads(run, inTargetOnly: false)
  }

  private static func clientThreads(_ run: RunSums, inTargetOnly: Bool) -> Set<Int32>? {
    let window = run.seconds * 1e9
    var times = [Double](repeating: 0, count: run.threads.count)
    for cell in run.cells where cell.owner >= 0 { times[Int(cell.owner)] += cell.time }
    let candidates = run.threads.indices.filter { index in
      let thread = run.threads[index]
      return (thread.isInTarget || !inTargetOnly) && !thread.isPool && thread.idle <= 0.05 * window && times[index] >= 0.5 * window
    }
    guard let clients = busiest(run, candidates, \.running) ?? busiest(run, candidates, \.waits) else { return nil }
    let level = run.point.level
    let time = clients.reduce(0) { $0 + times[$1] }
    guard abs(time / window / Double(level) - 1) <= tolerance else { return nil }
    return Set(clients.map { Int32($0) })
  }
}

extension Clients {
  /// As many threads as there are clients, if they are clearly apart from the others by a measure: a thread that only counts or reports runs far
  /// less, or far less often, than any client.
  private static func busiest(_ run: RunSums, _ candidates: [Int], _ measure: (RunSums.ThreadSum) -> Double) -> ArraySlice<Int>? {
    let order = candidates.sorted { (measure(run.threads[$1]), $0) < (measure(run.threads[$0]), $1) }
    let level = run.point.level
    guard order.count >= level else { return nil }
    if order.count > level, measure(run.threads[order[level - 1]]) < 3 * measure(run.threads[order[level]]) { return nil }
    return order.prefix(level)
  }
}

extension RunSums {
  /// The cells that are the requests' time.
  func cells(of clients: Clients) -> [Cell] {
    switch clients {
    case .tasks: return cells.filter { $0.owner < 0 }
    case .namedTasks: return cells.filter { $0.owner == Self.taskOwner }
    case .threads:
      let threads = Clients.clientThreads(self) ?? []
      return cells.filter { threads.contains($0.owner) }
    case .process:
      // A thread that hardly runs serves nobody.
      let average = running / Double(max(1, threads.count { $0.running > 0 }))
      return cells.filter { $0.owner < 0 || threads[Int($0.owner)].running >= 0.01 * average }
    }
  }
}
