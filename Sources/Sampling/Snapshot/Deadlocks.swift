import Profiles

/// Finds threads, or tasks, that wait for each other in a circle.
enum Deadlocks {
  /// One finding for each circle of threads, the one with the lowest number first in it.
  static func findings(_ threads: [Snapshot.Thread]) -> [Snapshot.Finding] {
    let byID = Dictionary(threads.map { ($0.threadID, $0) }) { first, _ in first }
    return circles(byID.keys.sorted()) { byID[$0]?.lock?.owner }.map { circle in
      let label = { (thread: Snapshot.Thread) in "\(thread.name) (\(thread.threadID)\(thread.task.isEmpty ? "" : ", task \(thread.task)"))" }
      let steps = circle.compactMap { byID[$0] }.map { (who: label($0), what: $0.lock?.label ?? "a lock") }
      return Snapshot.Finding(.deadlock, text(steps, itself: ", which it holds itself") { "\($0.what) held by \($1.who)" })
    }
  }

  /// One finding for each circle of tasks.
  ///
  /// - Parameters:
  ///   - labels: what to call each task, by its address.
  ///   - next: the task that a task waits for.
  static func findings(_ labels: [UInt64: String], next: [UInt64: UInt64]) -> [Snapshot.Finding] {
    circles(labels.keys.sorted()) { next[$0].flatMap { labels[$0] == nil ? nil : $0 } }.map { circle in
      let steps = circle.map { (who: "task \(labels[$0] ?? "")", what: "") }
      return Snapshot.Finding(.deadlock, text(steps, itself: "itself") { $1.who })
    }
  }

  /// The circles in a graph in which every key leads to one other at most; each from its first key in the order given.
  ///
  /// - Complexity: linear; a key is visited once.
  static func circles<Key: Hashable>(_ keys: [Key], next: (Key) -> Key?) -> [[Key]] {
    var seen: Set<Key> = []
    var circles: [[Key]] = []
    for key in keys where !seen.contains(key) {
      var path: [Key] = []
      var current: Key? = key
      while let here = current, seen.insert(here).inserted {
        path.append(here)
        current = next(here)
      }
      // The walk ended at a key of this very path: a circle begins there.
      guard let end = current, let start = path.firstIndex(of: end) else { continue }
      let circle = path[start...]
      let first = keys.first { circle.contains($0) }.flatMap { circle.firstIndex(of: $0) } ?? start
      circles.append(Array(path[first...] + path[start..<first]))
    }
    return circles
  }

  private static func text(
    _ steps: [(who: String, what: String)], itself: String, _ waits: ((who: String, what: String), (who: String, what: String)) -> String
  ) -> String {
    guard steps.count > 1 else { return "deadlock: \(steps[0].who) waits for \(steps[0].what)\(itself)" }
    let parts = steps.indices.map { "waits for " + waits(steps[$0], steps[($0 + 1) % steps.count]) }
    return "deadlock: \(steps[0].who) " + parts.joined(separator: ", which ")
  }
}
